"""What every page shows around its own content."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from enlacesur.core.links import localised
from enlacesur.core.profile import network, sign_ins
from enlacesur.notifications.models import Notification
from enlacesur.notifications.models.notices import NotificationQuerySet

LANGUAGES = [
    ("es", "es", "ES", "Español"),
    ("pt-br", "pt-BR", "PT", "Português"),
    ("en", "en", "EN", "English"),
]


def layout(request: HttpRequest) -> dict[str, Any]:
    return {
        "network": network(),
        "demo": settings.DEMO,
        "demo_password": settings.DEMO_PASSWORD if settings.DEMO else "",
        "demo_people": sign_ins() if settings.DEMO else [],
        "site_url": settings.SITE_URL,
        "languages": languages(request),
        "menu": menu(request),
        "unread_notices": partial(unread_notices, request),  # counted by the pages alone that show it
    }


def unread_notices(request: HttpRequest) -> int:
    return unread_of(request).count()


def unread_of(request: HttpRequest) -> NotificationQuerySet:
    acting = getattr(request, "affiliations", [])
    return Notification.objects.shown_to(request.user, acting).unread()


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in each language."""
    path, present = request.get_full_path(), get_language()
    return [
        {
            "tag": tag,
            "code": short,
            "name": name,
            "url": localised(path, code),
            "current": code == present,
        }
        for code, tag, short, name in LANGUAGES
    ]


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    rooms = [
        (_("Solutions"), "solutions"),
        (_("Good practices"), "bank"),
        (_("Needs"), "needs"),
        (_("Strengths"), "strengths"),
        (_("Cities"), "directory"),
        (_("Thematic spaces"), "themes"),
    ]
    if request.user.is_authenticated:
        rooms += [(_("My city") if getattr(request, "acting", None) else _("My page"), "dashboard")]
    else:
        rooms += [(_("Sign in"), "account_login")]
    items = [{"label": label, "url": reverse(name)} for label, name in rooms]
    # The longest address that begins the present one is the room in which the reader is.
    inside = [item["url"] for item in items if request.path.startswith(item["url"])]
    here = max(inside, key=len, default=None)
    return [item | {"current": item["url"] == here} for item in items]
