"""Pages of plain text about the platform itself."""

from django.http import HttpResponse
from django.shortcuts import render

from enlacesur.core.access import access, public
from enlacesur.core.http import Request


@access(public)
def accessibility(request: Request) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@access(public)
def privacy(request: Request) -> HttpResponse:
    return render(request, "portal/privacy.html")
