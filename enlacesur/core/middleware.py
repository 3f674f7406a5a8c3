from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

# Views of libraries, whose access their own code decides.
DECLARED_ELSEWHERE = ("allauth.", "django.views.i18n", "django.views.static")


class AccessMiddleware:
    """A view that does not declare its access is a fault, found the first time it is asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if not declares_access(view):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} does not declare its access")


def declares_access(view: Any) -> bool:
    return hasattr(view, "access") or view.__module__.startswith(DECLARED_ELSEWHERE)
