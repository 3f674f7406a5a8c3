"""The text and the HTML of letters: what many have in common is rendered once, each reader's own put in afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from secrets import token_hex

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language

from enlacesur.core.markdown import render
from enlacesur.core.profile import network

# What stands where a reader's own parts go: no author can guess it, and so put a reader's links into a text.
SECRET = token_hex(8)
OPEN, STOP, BECAUSE, FULL, NAMED, UNSUBSCRIBE, LEFT = (f"{{{SECRET}-{number}}}" for number in range(7))


@dataclass(frozen=True)
class Item:
    """One notice as a letter shows it. `markdown`: of an announcement; other texts are plain."""

    title: str
    because: str
    text: str = ""
    place: str = ""
    automatic: bool = False
    markdown: bool = False
    url: str = ""
    stop: str = ""
    in_full: bool = True


def html(items: Sequence[Item], unsubscribe: str, left: int) -> str:
    here = where()
    full = [put(item_sheet("html", shared(item), *here), item, escape(item.because)) for item in items if item.in_full]
    named = [put(f'<li><a href="{OPEN}">{escape(item.title)}</a></li>', item) for item in items if not item.in_full]
    return whole(letter_sheet("html", bool(named), bool(left), *here), full, named, unsubscribe, left)


def text(items: Sequence[Item], unsubscribe: str, left: int) -> str:
    here = where()
    full = [put(item_sheet("txt", shared(item), *here), item, item.because) for item in items if item.in_full]
    named = [put(f"* {item.title}\n  {OPEN}\n", item) for item in items if not item.in_full]
    return whole(letter_sheet("txt", bool(named), bool(left), *here), full, named, unsubscribe, left)


def shared(item: Item) -> Item:
    """What the item is for everybody who is told of it."""
    return replace(item, because="", url=OPEN if item.url else "", stop=STOP if item.stop else "")


def put(sheet: str, item: Item, because: str = "") -> str:
    return sheet.replace(OPEN, item.url).replace(STOP, item.stop).replace(BECAUSE, because)


def whole(sheet: str, full: Sequence[str], named: Sequence[str], unsubscribe: str, left: int) -> str:
    own = {UNSUBSCRIBE: unsubscribe, LEFT: str(left), NAMED: "".join(named), FULL: "\n".join(full)}
    for mark, part in own.items():
        sheet = sheet.replace(mark, part)
    return sheet


def where() -> tuple[str, str, str]:
    """What decides about a sheet besides what it shows: language, address and network."""
    return get_language() or settings.LANGUAGE_CODE, settings.SITE_URL, str(settings.PROFILE)


@lru_cache(maxsize=4000)
def item_sheet(form: str, item: Item, language: str, site: str, profile: str) -> str:
    content = render(item.text) if item.markdown and form == "html" else None
    return render_to_string(f"notifications/mail_item.{form}", {"item": item, "html": content, "because": BECAUSE})


@lru_cache(maxsize=100)
def letter_sheet(form: str, named: bool, left: bool, language: str, site: str, profile: str) -> str:
    context = {
        "full": FULL,
        "named": NAMED if named else "",
        "left": LEFT if left else "",
        "network": network(),
        "language": language,
        "unsubscribe": UNSUBSCRIBE,
        "preferences": absolute(reverse("preferences")),
        "inbox": absolute(reverse("inbox")),
    }
    return render_to_string(f"notifications/mail.{form}", context)


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
