"""Pages of plain text about the platform itself."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from enlacesur.core.access import access, public
from enlacesur.core.http import Request


@access(public)
def accessibility(request: Request) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@access(public)
def privacy(request: Request) -> HttpResponse:
    kept = {
        "read": time_of(settings.NOTICES_KEPT),
        "unread": time_of(max(settings.NOTICES_KEPT, settings.UNREAD_NOTICES_KEPT)),
        "mails": time_of(settings.LETTERS_KEPT),
    }
    return render(request, "portal/privacy.html", kept)


def time_of(days: int) -> str:
    """In years where it is whole ones."""
    years, rest = divmod(days, 365)
    if years and not rest:
        return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
