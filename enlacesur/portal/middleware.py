"""Pages that anyone may see carry validators: an unchanged one, asked again, costs one small query."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from enlacesur.core.access import public
from enlacesur.core.http import Request

# What a page shows changes with the journal, with the release, and with the day (dates in words, «hace 3 días»).
NEWEST_EVENT = "SELECT max(id) FROM journal_event"


class ValidatorMiddleware:
    """For visitors without a session: an ETag from the newest event, and 304 when it is the one they have.

    It stands before sessions, languages and all else, so that a 304 costs next to nothing.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return self.get_response(request)
        asked = request.headers.get("If-None-Match", "")
        if asked and asked == etag():
            return validated(HttpResponseNotModified(), asked)
        response = self.get_response(request)
        if is_public_page(request, response):
            validated(response, etag())
        return response


@cache
def release() -> int:
    """Another release has other static files, and so another manifest of them; all processes see the same."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return int(manifest.stat().st_mtime) if manifest.exists() else 0


def etag() -> str:
    """Weak, for compression changes the bytes. Another hour is another page: it says how long ago things were."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST_EVENT)
        (newest,) = cursor.fetchone()
    return f'W/"{newest or 0}-{timezone.now():%m%d%H}-{release()}"'


def is_public_page(request: Request, response: HttpResponse) -> bool:
    """A page of ours, open to everybody, that set no cookie and does not say by itself how it may be kept."""
    view = request.resolver_match.func if request.resolver_match else None
    return (
        getattr(view, "access", None) is public
        and response.status_code == 200
        and not response.cookies
        and "Cache-Control" not in response
        and response.get("Content-Type", "").startswith("text/html")
    )


def validated(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response
