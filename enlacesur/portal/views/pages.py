"""Pages of plain text about the platform itself."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from enlacesur.core.access import access, public
from enlacesur.core.http import Request


@access(public)
def accessibility(request: Request) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@access(public)
def privacy(request: Request) -> HttpResponse:
    kept = {
        "read": settings.NOTICES_KEPT,
        "unread": max(settings.NOTICES_KEPT, settings.UNREAD_NOTICES_KEPT),
        "mails": settings.LETTERS_KEPT,
    }
    return render(request, "portal/privacy.html", kept)
