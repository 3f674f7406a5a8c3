"""Filters beside a list of cards: each value with how many cards it would leave, and where it leads."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from enlacesur.core.access import Sentence
from enlacesur.core.http import Request
from enlacesur.matching.search import Search
from enlacesur.network.models import Organisation
from enlacesur.notifications.models import Size
from enlacesur.practices.models import Shelf
from enlacesur.review.rubrics import rubric
from enlacesur.taxonomy.models import Term, Vocabulary
from enlacesur.taxonomy.vocabulary import current, editions, terms

LANGUAGES = {"es": _("Spanish"), "pt": _("Portuguese")}
SIZES = dict(Size.choices)
Labels = Mapping[str, Sentence]
UNKNOWN = _("A filter that is not known here")


@dataclass(frozen=True)
class Facet:
    """A filter by its name in the address. `labels`: of the values that were counted, in the order of the page."""

    name: str
    label: Sentence
    labels: Callable[[Iterable[str]], Labels]
    family: str = ""  # of marks; without one it is a field of the index


def of_vocabulary(vocabulary: str, said: Callable[[Term], str] = lambda term: term.label) -> Any:
    return lambda values: {code: said(term) for code, term in terms(vocabulary).items()}


def with_its_number(term: Term) -> str:
    return f"{term.slug} {term.short}"


def axes(values: Iterable[str]) -> Labels:
    return {term.code: term.label for term in current(Vocabulary.AXES)}


def axes_of_before(values: Iterable[str]) -> Labels:
    """Of editions that were in force: a card is found under all."""
    before = editions(Vocabulary.AXES)[1:]
    older = [term for term in terms(Vocabulary.AXES).values() if term.edition in before]
    return {term.code: f"{term.label} ({term.edition})" for term in older}


def universities(values: Iterable[str]) -> Labels:
    return {one.slug: str(one) for one in Organisation.objects.filter(slug__in=list(values)).order_by("alphabetical")}


def years(values: Iterable[str]) -> Labels:
    return {value: value for value in sorted(values, reverse=True)}


def criteria(shelf: Shelf, values: Iterable[str]) -> Labels:
    return {criterion.slug: criterion.label for criterion in rubric(shelf.value).criteria}


SHELF = Facet("shelf", _("Recognised in"), lambda values: {shelf.value: shelf.heading for shelf in Shelf}, "shelf")
THEME = Facet("theme", _("Theme"), of_vocabulary(Vocabulary.THEMES))
SDG = Facet("sdg", _("SDG"), of_vocabulary(Vocabulary.SDGS, with_its_number))
COUNTRY = Facet("country", _("Country"), of_vocabulary(Vocabulary.COUNTRIES))
SIZE = Facet("size", _("Size of the city"), lambda values: SIZES)
LANGUAGE = Facet("language", _("Language"), lambda values: LANGUAGES)
AXIS = Facet("axis", _("Axis"), axes, "axis")
AXIS_BEFORE = Facet("axis", _("Axis of an earlier edition"), axes_of_before, "axis")
UNIVERSITY = Facet("university", _("University"), universities, "university")
CRITERION = {
    shelf: Facet("criterion", _("Stands out as"), partial(criteria, shelf), f"criterion-{shelf.value}")
    for shelf in Shelf
}
EDITION = {shelf: Facet("edition", _("Edition"), years, f"edition-{shelf.value}") for shelf in Shelf}

OF_SOLUTIONS = (SHELF, THEME, SDG, COUNTRY, SIZE, LANGUAGE)
FIELDS = {"theme": "themes", "country": "countries", "size": "sizes", "language": "languages"}


def asked_in(request: Request, facets: Iterable[Facet]) -> dict[str, str]:
    return {facet.name: request.GET.get(facet.name, "").replace("\x00", "")[:120] for facet in facets}


def search_for(asked: Mapping[str, str], facets: Iterable[Facet], **more: Any) -> Search:
    """The search that these filters mean. One of marks that nobody has finds nothing."""
    goal = asked.get("sdg", "")
    fields: dict[str, Any] = {FIELDS[name]: (value,) for name, value in asked.items() if value and name in FIELDS}
    fields["sdgs"] = (int(goal),) if goal.isdecimal() and len(goal) < 3 else ()
    families = dict.fromkeys(one.family for one in facets if one.family)
    marks = dict.fromkeys(f"{one.family}:{asked[one.name]}" for one in facets if one.family and asked[one.name])
    return Search(
        kinds=("solution",), marks=(*more.pop("marks", ()), *marks), families=tuple(families), **fields, **more
    )


def shown(
    facets: Iterable[Facet], counts: Mapping[str, Mapping[str, int]], asked: Mapping[str, str], request: Request
) -> list[dict[str, Any]]:
    """Each facet with the values that lead somewhere: (address, label, count, whether it is chosen)."""
    found = []
    for facet in facets:
        counted = counts.get(facet.family or facet.name, {})
        rows = rows_of(facet, counted, asked[facet.name], without(request, facet.name))
        found.append({"label": facet.label, "rows": rows})
    return [facet for facet in found if facet["rows"]]


def rows_of(facet: Facet, counted: Mapping[str, int], chosen: str, bare: str) -> list[tuple[str, Sentence, int, bool]]:
    labels = facet.labels(counted)
    more = bare if bare == "?" else f"{bare}&"
    return [
        (bare if value == chosen else f"{more}{facet.name}={value}", label, counted.get(value, 0), value == chosen)
        for value, label in labels.items()
        if counted.get(value) or value == chosen
    ]


def chosen_in(facets: Iterable[Facet], asked: Mapping[str, str], request: Request) -> list[tuple[Any, ...]]:
    """The filters in use: (name, value, label, the address without it). A value that nobody knows is said to be one."""
    labels: dict[str, Sentence] = {}
    for one in facets:
        if value := asked[one.name]:
            known = one.labels([value])
            if value in known or one.name not in labels:
                labels[one.name] = known.get(value, UNKNOWN)
    return [(name, asked[name], label, without(request, name)) for name, label in labels.items()]


def without(request: Request, name: str) -> str:
    """The present address without one filter, from page 1."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    return "?" + query.urlencode()
