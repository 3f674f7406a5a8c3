"""The text and the HTML of letters: what many have in common is rendered once, each reader's own put in afterwards."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_hex

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from enlacesur.core.markdown import in_plain_text, render
from enlacesur.core.profile import network
from enlacesur.core.templatetags.ui import amount
from enlacesur.notifications.contents import Content

# What stands where a reader's own parts go: no author can guess it, and so put a reader's links into a text.
SECRET = token_hex(8)
OPEN, STOP, BECAUSE, FULL, NAMED, UNSUBSCRIBE, LEFT = (f"{{{SECRET}-{number}}}" for number in range(7))


@dataclass(frozen=True)
class Item:
    """One notice as a letter shows it: what everybody is told, and what is this reader's own. `gradual`: there may be
    less of it, or no more."""

    content: Content
    because: str
    url: str = ""
    stop: str = ""
    gradual: bool = False
    in_full: bool = True
    mandatory: bool = False

    @property
    def title(self) -> str:
        return self.content.title


def html(items: Sequence[Item], unsubscribe: str, left: int) -> str:
    here = where()

    def sheet(item: Item) -> str:
        made = item_sheet("html", item.content, bool(item.url), bool(item.stop), item.gradual, *here)
        return put(item, made, escape(item.because))

    def listed(reason: str, alike: Sequence[Item]) -> str:
        lines = (f'<li style="{LINE}"><a href="{item.url}">{escape(item.title)}</a></li>' for item in alike)
        return (
            f'<p style="{SMALL}">{escape(reason)}</p><ul style="padding-left:20px;margin:4px 0 0">{"".join(lines)}</ul>'
        )

    named, full = by_reason(items, listed), in_groups(items, sheet, HTML_HEADING)
    made = letter_sheet("html", bool(full), bool(named), bool(left), bool(unsubscribe), *here)
    return whole(made, "".join(full), "".join(named), unsubscribe, left)


def text(items: Sequence[Item], unsubscribe: str, left: int) -> str:
    here = where()

    def sheet(item: Item) -> str:
        made = item_sheet("txt", item.content, bool(item.url), bool(item.stop), item.gradual, *here)
        return put(item, made, item.because)

    def listed(reason: str, alike: Sequence[Item]) -> str:
        return f"{reason}\n" + "".join(f"* {item.title}\n  {item.url}\n" for item in alike)

    named, full = by_reason(items, listed), in_groups(items, sheet, TEXT_HEADING)
    made = letter_sheet("txt", bool(full), bool(named), bool(left), bool(unsubscribe), *here)
    return whole(made, "\n- - -\n\n".join(full), "\n".join(named), unsubscribe, left)


LINE = "margin:8px 0"  # what is told by its title alone: a line of its own, apart from the next
SMALL = "margin:16px 0 0;font-size:14px;opacity:.75"
HTML_HEADING = '<h1 style="font:600 14px/1.35 system-ui,sans-serif;margin:28px 0 0;opacity:.75">{}</h1>'
TEXT_HEADING = "== {} ==\n\n"


def in_groups(items: Sequence[Item], sheet: Callable[[Item], str], heading: str) -> list[str]:
    """What is told in full. What is the reader's own stands apart from what may interest them, where there is both."""
    full = [item for item in items if item.in_full]
    own = [sheet(item) for item in full if item.mandatory]
    rest = [sheet(item) for item in full if not item.mandatory]
    if own and rest:
        own[0] = heading.format(_("For your institution and you")) + own[0]
        rest[0] = heading.format(_("What may interest you")) + rest[0]
    return own + rest


def by_reason(items: Sequence[Item], listed: Callable[[str, Sequence[Item]], str]) -> list[str]:
    """What is told by its title alone: under each reason what it brought, the best first."""
    alike: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        if not item.in_full:
            alike[item.because].append(item)
    return [listed(reason, brought) for reason, brought in alike.items()]


def put(item: Item, sheet: str, because: str) -> str:
    return sheet.replace(OPEN, item.url).replace(STOP, item.stop).replace(BECAUSE, because)


def whole(sheet: str, full: str, named: str, unsubscribe: str, left: int) -> str:
    own = {UNSUBSCRIBE: unsubscribe, LEFT: amount(left), NAMED: named, FULL: full}
    for mark, part in own.items():
        sheet = sheet.replace(mark, part)
    return sheet


def where() -> tuple[str, str, str]:
    """What decides about a sheet besides what it shows: language, address and network."""
    return get_language() or settings.LANGUAGE_CODE, settings.SITE_URL, str(settings.PROFILE)


@lru_cache(maxsize=4000)
def item_sheet(
    form: str, content: Content, linked: bool, stopped: bool, gradual: bool, language: str, site: str, profile: str
) -> str:
    context = {
        "content": content,
        "said": (render if form == "html" else in_plain_text)(content.text) if content.markdown else None,
        "because": BECAUSE,
        "url": OPEN if linked else "",
        "stop": STOP if stopped else "",
        "gradual": gradual,
    }
    return render_to_string(f"notifications/mail_item.{form}", context)


@lru_cache(maxsize=100)
def letter_sheet(
    form: str, full: bool, named: bool, left: bool, stopped: bool, language: str, site: str, profile: str
) -> str:
    context = {
        "full": FULL if full else "",
        "named": NAMED if named else "",
        "left": LEFT if left else "",
        "network": network(),
        "language": language,
        "unsubscribe": UNSUBSCRIBE if stopped else "",
        "preferences": absolute(reverse("preferences")),
        "inbox": absolute(reverse("inbox")),
    }
    return render_to_string(f"notifications/mail.{form}", context)


def address(name: str, token: str, *more: int) -> str:
    """Of a page of the letter that has this token."""
    return pattern(name, more, *where()).replace(SECRET, token)


@lru_cache(maxsize=100)
def pattern(name: str, more: tuple[int, ...], language: str, site: str, profile: str) -> str:
    return absolute(reverse(name, args=[SECRET, *more]))


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
