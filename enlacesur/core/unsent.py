"""What somebody sent and cannot be taken, for they were signed out meanwhile or the page had grown old: shown back to
them, to be sent again. Nothing of it is done, and nothing is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from enlacesur.core.edits import FIELD
from enlacesur.core.http import Request

OURS = "enlacesur."
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field
LONGEST_HIDDEN = 60  # letters; what is longer somebody has written


@dataclass(frozen=True)
class Piece:
    name: str
    value: str

    @property
    def is_text(self) -> bool:
        """Somebody's words, to be shown; the rest are choices and buttons."""
        if self.name == FIELD:
            return False
        return " " in self.value.strip() or "\n" in self.value or len(self.value) > LONGEST_HIDDEN


def not_taken(request: Request, *, signed_in_needed: bool) -> HttpResponse:
    """The page that says so. `signed_in_needed`: only who signs in may send it."""
    context: dict[str, Any] = {"sign_in": signed_in_needed and not request.user.is_authenticated}
    if request.htmx:  # a form that keeps itself has room for a sentence
        return render(request, "core/parts/unsent.html", context, status=403)
    sent = list(pieces(request))
    context |= {
        "texts": [piece for piece in sent if piece.is_text],
        "rest": [piece for piece in sent if not piece.is_text],
        "may_send": is_ours(request),
        "path": request.get_full_path(),
        "files": bool(request.FILES),
    }
    response = render(request, "core/unsent.html", context, status=403)
    add_never_cache_headers(response)
    return response


def pieces(request: Request) -> Iterator[Piece]:
    """What was sent by a page of ours; never a password."""
    if not is_ours(request):
        return
    for name, values in request.POST.lists():
        if name != TOKEN and "password" not in name.lower():
            yield from (Piece(name, value) for value in values)


def is_ours(request: Request) -> bool:
    """Sent by one of our pages to one of our views. A browser names the page's origin in every form that is posted:
    what another site has written is not put into anybody's mouth. Signing in is a library's, and its secrets stay
    there."""
    view = request.resolver_match.func if request.resolver_match else None
    origin = f"{request.scheme}://{request.get_host()}"
    return getattr(view, "__module__", "").startswith(OURS) and request.headers.get("Origin") == origin
