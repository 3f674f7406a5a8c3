from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enlacesur.core.access import access, public


@access(public)
def placeholder(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return render(request, "portal/layout.html")


home = placeholder
healthz = readyz = robots = placeholder


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "portal/layout.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "portal/layout.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)
