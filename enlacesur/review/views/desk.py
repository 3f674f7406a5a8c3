from django.http import Http404, HttpResponse

from enlacesur.core.access import access, signed_in
from enlacesur.core.http import Request


@access(signed_in)
def assessment(request: Request, pk: int) -> HttpResponse:
    raise Http404
