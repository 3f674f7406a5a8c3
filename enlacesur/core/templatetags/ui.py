"""The small signs of every page: icons, dates and numbers in the reader's language, highlighted text."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal, format_percent
from django import template
from django.template.defaultfilters import stringfilter
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from enlacesur.core import links
from enlacesur.core import markdown as md
from enlacesur.core.profile import in_language
from enlacesur.core.text import cut

register = template.Library()

# Strokes on a 24-unit square; the layout puts those that a page uses into one sprite.
ICONS = {
    "bell": "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4",
    "check": "m5 12.5 4.5 4.5L19 7.5",
    "city": "M3.5 20.5h17M6 20.5V9l6-5 6 5v11.5M10 20.5V15h4v5.5M9.5 11h.1M14.4 11h.1",
    "exchange": "M4 8.5h14m-4-4 4 4-4 4M20 15.5H6m4 4-4-4 4-4",
    "file": "M7 3.5h7l4 4v13H7zM14 3.5v4h4",
    "idea": "M5 19c0-8 5-13 14.5-13.5C19 15 14 19.5 8 18.5M5 21c.5-5 3-8.5 7.5-10.5",
    "met": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.3l2.8 2.8 5.2-5.6",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "need": "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 8v5M12 16.3v.1",
    "no": "M6.5 6.5l11 11M17.5 6.5l-11 11",
    "person": "M12 11.75a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.5 20.5c.6-4.2 3.6-6.3 7.5-6.3s6.9 2.1 7.5 6.3",
    "right": "M5 12h14m-5.5-5.5L19 12l-5.5 5.5",
    "search": "M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM16 16l4.5 4.5",
    "uni": "M3 9.5 12 4.5l9 5zM5.5 10v8M10 10v8M14 10v8M18.5 10v8M3.5 20.5h17",
    "yet": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
    "warn": "M12 4 2.800 20h18.400zM12 10v4.5M12 17.200v.1",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true" viewBox="0 0 24 24"><path d="{}"/></svg>', ICONS[name])


@register.filter
def label(labels: dict[str, str]) -> str:
    """The reader's language of a {es, pt, en} value."""
    return in_language(labels)


@register.filter
def day(value: date | datetime | None) -> str:
    """14 de octubre de 2026"""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_date(value, "long", locale=_locale())


@register.filter
def short_day(value: date | datetime) -> str:
    """18 nov 2026"""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_date(value, "medium", locale=_locale())


@register.filter
def quarter(value: date) -> str:
    """4.º trimestre 2026"""
    return format_date(value, "QQQQ y", locale=_locale())


@register.filter
def ago(value: datetime) -> str:
    """hace 8 días"""
    return format_timedelta(value - timezone.now(), add_direction=True, locale=_locale())


@register.filter
def amount(value: float | None) -> str:
    """1.284 (es, pt), 1,284 (en)"""
    return "" if value is None else decimal(value, _locale())


@lru_cache(maxsize=4096)
def decimal(value: float, locale: str) -> str:
    """A page of facets writes the same few dozen numbers over and over."""
    return format_decimal(value, locale=locale)


@register.filter
def percent(part: float) -> str:
    """64 % (es), 64% (pt, en)"""
    return format_percent(part, locale=_locale())


@register.filter
def short_amount(value: int) -> SafeString:
    """121 millones; below a million the number itself"""
    if value < 1_000_000:
        return format_html("{}", amount(value))
    return format_html("{} <small>{}</small>", amount(round(value / 1_000_000)), _("million"))


@register.filter
def people(population: int) -> str:
    """79.000 habitantes; 1,3 millones de habitantes"""
    if population >= 1_000_000:
        millions = decimal(round(population / 1_000_000, 1), _locale())
        return ngettext("%(n)s million inhabitants", "%(n)s million inhabitants", 2) % {"n": millions}
    rounded = round(population, -3) if population >= 10_000 else population
    return ngettext("%(n)s inhabitant", "%(n)s inhabitants", rounded) % {"n": amount(rounded)}


@register.filter
def markdown(text: str) -> SafeString:
    return md.render(text)


@register.filter
@stringfilter
def shortened(text: str, most: int) -> str:
    """Its beginning. Django's own filter puts a blank before it in Portuguese, which is seen in quotes."""
    return cut(text, most)


@register.filter
def localised(path: str) -> str:
    return links.localised(path)


@register.filter
def marked(parts: Iterable[tuple[str, bool]]) -> SafeString:
    """Highlighted text, from (text, whether it is a hit)."""
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", text) if hit else text,) for text, hit in parts))


@register.filter
def html_lang(code: str) -> str:
    """The lang attribute of a text that a city wrote."""
    return {"pt": "pt-BR"}.get(code, code)


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], **changes: Any) -> str:
    """The present address with some query parameters changed; None takes one away. Always from page 1."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return "?" + query.urlencode()


def _locale() -> str:
    return (get_language() or "es").replace("-", "_").replace("pt_br", "pt_BR")
