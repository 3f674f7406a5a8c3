"""The network profile: what is particular to one network of cities, read from the folder settings.PROFILE."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language


def read(name: str) -> dict[str, Any]:
    """The TOML file `name` of the profile; an absent file is an empty one, for profiles may leave parts out."""
    path = Path(settings.PROFILE) / name
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@cache
def network() -> dict[str, Any]:
    return read("network.toml")


@cache
def sign_ins() -> list[dict[str, Any]]:
    """Who can sign in to the demonstration."""
    return read("demo/people.toml").get("signin", [])


def in_language(labels: dict[str, Any], language: str | None = None) -> Any:
    """The label for a language such as 'pt-br', else the first that there is."""
    short = (language or get_language() or "es")[:2]
    return labels.get(short) or next(iter(labels.values()), "")
