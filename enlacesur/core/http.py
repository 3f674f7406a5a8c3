"""The request as our middleware leaves it, for the type checker and for readers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme


class Request(HttpRequest):
    """`user` is a Person or anonymous; `affiliations` are those by which they may act; `acting` the chosen one."""

    user: Any
    htmx: Any
    affiliations: list[Any]
    acting: Any


def local_path(request: HttpRequest, path: str | None, otherwise: str) -> str:
    """An address of ours that came with a form, or the name of another one: nobody is sent elsewhere by us."""
    hosts = {request.get_host()}
    return path if path and url_has_allowed_host_and_scheme(path, hosts, request.is_secure()) else otherwise


def private(response: HttpResponse) -> HttpResponse:
    """Nobody between us and the reader keeps it, and no search engine lists it."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def whole_number(raw: str | None) -> int:
    """An id or another number out of a form or an address; nonsense is 0, which is nobody's."""
    return int(raw) if raw and raw.isdecimal() and len(raw) < 18 else 0
