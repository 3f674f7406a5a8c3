"""Who may: answers that carry their reason, and the declaration that every view makes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRefresh

from enlacesur.core.http import Request
from enlacesur.core.unsent import not_taken

Sentence = str | Promise


@dataclass(frozen=True)
class Allowed:
    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """A refusal. The reason is a whole sentence, shown to the person."""

    reason: Sentence

    def __bool__(self) -> bool:
        return False


Answer = Allowed | Denied
Rule = Callable[[Request], Answer]
View = Callable[..., HttpResponseBase]

ALLOWED = Allowed()


def require(answer: Answer) -> None:
    """Raise PermissionDenied with the reason unless the answer is Allowed."""
    if isinstance(answer, Denied):
        raise PermissionDenied(answer.reason)


def public(request: Request) -> Answer:
    return ALLOWED


def signed_in(request: Request) -> Answer:
    if request.user.is_authenticated:
        return ALLOWED
    return Denied(_("Sign in to go on."))


def access(rule: Rule) -> Callable[[View], View]:
    """Declare who may use a view. A view without this declaration is refused by AccessMiddleware."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            answer = rule(request)
            if isinstance(answer, Denied):
                return turned_away(request, answer)
            return view(request, *args, **kwargs)

        guarded.access = rule  # type: ignore[attr-defined]
        return guarded

    return declare


def turned_away(request: Request, answer: Denied) -> HttpResponseBase:
    if request.user.is_authenticated:
        raise PermissionDenied(answer.reason)
    if request.method == "POST":
        return not_taken(request, signed_in_needed=True)
    if request.htmx:  # a part of a page that renews itself has no room for the sign-in
        return HttpResponseClientRefresh()
    return redirect_to_login(request.get_full_path())
