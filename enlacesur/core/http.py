"""The request as our middleware leaves it, for the type checker and for readers."""

from typing import Any

from django.http import HttpRequest


class Request(HttpRequest):
    """`user` is a Person or anonymous; `affiliations` are those by which they may act; `acting` the chosen one."""

    user: Any
    htmx: Any
    affiliations: list[Any]
    acting: Any
