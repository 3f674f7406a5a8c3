"""Following with one tap, from any page that shows something."""

from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.translation import gettext as _

from enlacesur.notifications.models import Interest, Size
from enlacesur.notifications.news import KINDS
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import current

register = template.Library()

# What search pages call their filters, and what an interest calls the same.
FILTERS = {
    "q": "words",
    "kind": "kinds",
    "theme": "themes",
    "axis": "axes",
    "sdg": "sdgs",
    "country": "countries",
    "size": "sizes",
}
CHOICES: dict[str, Collection[str]] = {"kinds": KINDS, "sizes": Size.values}
VOCABULARIES = {
    "themes": Vocabulary.THEMES,
    "axes": Vocabulary.AXES,
    "sdgs": Vocabulary.SDGS,
    "countries": Vocabulary.COUNTRIES,
}
LONGEST_WORDS = Interest._meta.get_field("words").max_length


@register.inclusion_tag("notifications/parts/follow.html", takes_context=True)
def follow(context: dict[str, Any], label: str = "", **criteria: Any) -> dict[str, Any]:
    """A button: tell me when there is more like this page shows, or of these criteria. None where nothing of it can be
    followed; who follows exactly that already is led to their interest."""
    request = context["request"]
    asked = {name: request.GET.get(parameter, "") for parameter, name in FILTERS.items()}
    fields = list(followable(asked | criteria))
    return {
        "known": known(request.user, fields),
        "signed_in": request.user.is_authenticated,
        "next": request.get_full_path(),
        "fields": fields,
        "query": urlencode(fields),
        "label": label or _("Tell me when there is more"),
        "csrf_token": context.get("csrf_token", ""),
    }


def known(person: Any, fields: list[tuple[str, str]]) -> Interest | None:
    """The person's interest in exactly this."""
    if not fields or not person.is_authenticated:
        return None
    criteria = {name: value if name == "words" else [value] for name, value in fields}
    nothing_else = {name: "" if name == "words" else [] for name in Interest.CRITERIA}
    return person.interests.listening().filter(**nothing_else | criteria).first()


def followable(criteria: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What an interest can keep: search pages know filters that it does not, and addresses are typed by hand."""
    for name, given in criteria.items():
        value = str(given or "").strip()
        if name == "words":
            value = value[:LONGEST_WORDS].strip()
        if value and can_be_kept(name, value):
            yield name, value


def can_be_kept(name: str, value: str) -> bool:
    if name in VOCABULARIES:
        return value in {term.code for term in current(VOCABULARIES[name])}
    return name not in CHOICES or value in CHOICES[name]
