from django.http import Http404, HttpResponse

from enlacesur.core.access import access, signed_in
from enlacesur.core.http import Request


@access(signed_in)
def evaluator_profile(request: Request) -> HttpResponse:
    raise Http404


@access(signed_in)
def evaluators(request: Request) -> HttpResponse:
    raise Http404
