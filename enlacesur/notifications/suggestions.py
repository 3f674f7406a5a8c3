"""Interests that may suit a person, from their city and what it does. Nothing is switched on by itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from enlacesur.matching.schema import size_of
from enlacesur.network.models import Affiliation, Organisation
from enlacesur.notifications.actions import criteria_of
from enlacesur.notifications.models import Interest
from enlacesur.taxonomy.vocabulary import neighbours_of

MOST = 4
MOST_THEMES = 3


@dataclass(frozen=True)
class Suggestion:
    interest: Interest
    because: str
    fields: list[tuple[str, Any]] = field(default_factory=list)  # of the form that keeps it


def suggestions(person: Any, known: Iterable[Interest], acting: Affiliation | None) -> list[Suggestion]:
    """A few, none that the person has already."""
    if acting is None:
        return []
    had = [criteria_of(interest) for interest in known]
    fresh = (one for one in possible(person, acting.organisation) if criteria_of(one.interest) not in had)
    return [one for one, _number in zip(fresh, range(MOST), strict=False)]


def possible(person: Any, city: Organisation) -> Iterator[Suggestion]:
    themes = sorted(city.themes)[:MOST_THEMES]
    if themes:
        why = _("Because %(city)s works on it.") % {"city": city.name}
        yield suggested(person, why, kinds=["solution"], themes=themes)
    near = neighbours_of(city.country)
    if near:
        why = _("Because these countries border on %(country)s.") % {"country": city.country_name}
        yield suggested(person, why, kinds=["need", "strength"], countries=near)
    if city.population:
        why = _("Because they are of about the size of %(city)s.") % {"city": city.name}
        yield suggested(person, why, kinds=["solution"], sizes=[size_of(city.population)])
    yield suggested(person, _("Because experience tells more than plans."), kinds=["exchange"])


def suggested(person: Any, because: str, **criteria: Sequence[str]) -> Suggestion:
    interest = Interest(person=person, language=person.language[:2], **criteria)
    return Suggestion(interest, because, [(name, value) for name, values in criteria.items() for value in values])
