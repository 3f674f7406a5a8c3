"""Interests that may suit a person, by their institution and their part in it. Nothing is switched on by itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from enlacesur.matching.schema import size_of
from enlacesur.network.models import Affiliation, Organisation, OrganisationKind, Role
from enlacesur.notifications.actions import criteria_of
from enlacesur.notifications.models import Interest
from enlacesur.taxonomy.vocabulary import neighbours_of

MOST = 4
MOST_THEMES = 3
# A city looks for who solved it before; a university or an organisation for who needs what it knows.
SOUGHT: dict[str, str] = {OrganisationKind.UNIVERSITY: "need", OrganisationKind.CSO: "need"}


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
    fresh = (one for one in possible(person, acting) if criteria_of(one.interest) not in had)
    return [one for one, _number in zip(fresh, range(MOST), strict=False)]


def possible(person: Any, acting: Affiliation) -> Iterator[Suggestion]:
    """By what the institution is, then by the person's part in it, then by where and how large it is."""
    place = acting.organisation
    if place.kind == OrganisationKind.NETWORK:
        yield suggested(person, _("Because the secretariat brings cities together."), kinds=["need"])
    elif themes := sorted(place.themes)[:MOST_THEMES]:
        why = _("Because %(city)s works on it.") % {"city": place.name}
        yield suggested(person, why, kinds=[SOUGHT.get(place.kind, "solution")], themes=themes)
    if acting.role == Role.REPRESENTATIVE and place.kind != OrganisationKind.NETWORK:
        why = _("Because you represent %(city)s: what is done in its country.") % {"city": place.name}
        yield suggested(person, why, countries=[place.country])
    yield from by_place(person, place)
    yield suggested(person, _("Because experience tells more than plans."), kinds=["exchange"])


def by_place(person: Any, place: Organisation) -> Iterator[Suggestion]:
    if near := neighbours_of(place.country):
        why = _("Because these countries border on %(country)s.") % {"country": place.country_name}
        yield suggested(person, why, kinds=["need", "strength"], countries=near)
    if place.population:
        why = _("Because they are of about the size of %(city)s.") % {"city": place.name}
        yield suggested(person, why, kinds=["solution"], sizes=[size_of(place.population)])


def suggested(person: Any, because: str, **criteria: Sequence[str]) -> Suggestion:
    interest = Interest(person=person, language=person.language[:2], **criteria)
    return Suggestion(interest, because, [(name, value) for name, values in criteria.items() for value in values])
