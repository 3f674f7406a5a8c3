"""From evidence to an order: tags, context, strength, and a fair share of being seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import log, sqrt
from typing import TYPE_CHECKING, Protocol, TypeVar

import tantivy
from django.utils import timezone

from enlacesur.matching import reasons as why
from enlacesur.matching import weights
from enlacesur.matching.documents import Document
from enlacesur.matching.evidence import Group, Meeting
from enlacesur.matching.reasons import Misfit, Reason
from enlacesur.matching.schema import size_of
from enlacesur.taxonomy.vocabulary import are_neighbours

if TYPE_CHECKING:
    from enlacesur.matching.match import Wanted

SIMILAR = 3  # times larger or smaller at most
RECENT = 365  # days
MOST_EVIDENCE = 3  # completed exchanges; more say no more

Owner = int | str  # an organisation's id, a country's code, the name of a size
Tags = dict[tuple[str, str], float]  # (index field, value): its part of the score


def tag_weights(searcher: tantivy.Searcher, themes: Iterable[str], sdgs: Iterable[int]) -> Tags:
    """What each declared theme and SDG is worth: all themes together THEME, a rare one more than a common one."""
    return {
        **shares(searcher, "theme", {str(theme) for theme in themes}, weights.THEME),
        **shares(searcher, "sdg", {str(sdg) for sdg in sdgs}, weights.SDG),
    }


def shares(searcher: tantivy.Searcher, name: str, values: set[str], whole: float) -> Tags:
    rarity = {value: log(2 + searcher.num_docs / (1 + searcher.doc_freq(name, value))) for value in sorted(values)}
    total = sum(rarity.values())
    return {(name, value): whole * rare / total for value, rare in rarity.items()}


def shared_tags(tags: Tags, document: Document) -> float:
    """The part of the score that a document has from the tags that it shares."""
    has = {("theme", theme) for theme in document.themes} | {("sdg", str(sdg)) for sdg in document.sdgs}
    return sum(weight for tag, weight in tags.items() if tag in has)


def context(wanted: Wanted, document: Document) -> float:
    """What is about equally relevant is ordered by what makes an exchange likely to work."""
    return sum(added for _why, added in (*in_favour(wanted, document), *against(document)))


def in_favour(wanted: Wanted, document: Document) -> Iterator[tuple[Reason, float]]:
    """What lifts a document among its equals, and by how much."""
    if similar(wanted.population, document.population):
        yield why.SimilarSize(document.population), weights.SIMILAR_SIZE
    if wanted.country and document.country == wanted.country:
        yield why.SameCountry(document.country), weights.SAME_COUNTRY
    elif wanted.country and are_neighbours(wanted.country, document.country):
        yield why.Neighbour(document.country), weights.NEIGHBOUR
    if document.evidence:
        proven = (why.Adapted if document.kind == "solution" else why.Evidenced)(document.evidence)
        yield proven, weights.EVIDENCE * min(document.evidence, MOST_EVIDENCE) / MOST_EVIDENCE
    if document.day and (timezone.localdate() - document.day).days < RECENT:
        yield why.Fresh(document.day), weights.FRESH


def against(document: Document) -> Iterator[tuple[Misfit, float]]:
    if document.capacity == 0:
        yield why.NoPlacesLeft(), weights.CAPACITY_USED


def similar(one: int, other: int) -> bool:
    return bool(one and other) and 1 / SIMILAR <= one / other <= SIMILAR


def closeness(met: Iterable[Meeting], rarity: dict[Group, float], groups: Iterable[Group], length: int) -> float:
    """How much of a need is met, comparable between needs long and short: what is met, by BM25, between itself and
    its part of the need."""
    whole = sum(rarity[group] * group.worth for group in groups)
    return sum(worth(meeting, length) for meeting in met) / sqrt(whole) if whole else 0.0


def worth(meeting: Meeting, length: int) -> float:
    """What one word or phrase that is met brings, by BM25, in a document of so many words."""
    stretch = 1 - weights.B + weights.B * length / weights.AVERAGE_LENGTH
    return meeting.rarity * meeting.how * meeting.times * (weights.K1 + 1) / (meeting.times + weights.K1 * stretch)


def strength_of(close: float, met: Sequence[Meeting], asked: int) -> str | None:
    """strong, good or possible; None when too little is met. `asked` is the number of groups of the need."""
    telling = sum(meeting.how >= weights.TELLING for meeting in met)
    if close >= weights.STRONG and telling >= weights.STRONG_GROUPS:
        return "strong"
    if close >= weights.GOOD and telling >= min(asked, weights.GOOD_GROUPS):
        return "good"
    return "possible" if met and close >= weights.POSSIBLE else None


def promised(places: int) -> int:
    """How many of so many places the other language may count on."""
    return int(places * weights.OTHER_LANGUAGE_SHARE)


class Placed(Protocol):
    @property
    def document(self) -> Document: ...

    @property
    def score(self) -> float: ...


Ranked = TypeVar("Ranked", bound=Placed)


def spread(
    ranked: Sequence[Ranked],
    language: str,
    places: int | None = None,
    worthy: Callable[[Ranked], bool] = lambda _one: True,
) -> list[Ranked]:
    """Fair exposure: among nearly equals a city, a country and a size of city not yet shown go first; and as far down
    as one reads, another language has the places that it is promised, by what has something to say."""
    left, shown = list(ranked), list[Ranked]()
    places = len(left) if places is None else min(places, len(left))
    least = weights.OTHER_LANGUAGE_LEAST * max((one.score for one in left), default=0.0)
    seen: Counter[Owner] = Counter()
    waiting = [one for one in left if one.document.language != language and one.score >= least and worthy(one)]
    foreign = 0
    while len(shown) < places:
        owed = waiting if foreign < promised(len(shown) + 1) else []
        best = max(owed or left, key=lambda one: one.score - again(one.document, seen))
        left.remove(best)
        if best in waiting:
            waiting.remove(best)
        shown.append(best)
        foreign += best.document.language != language
        seen.update(owner for owner, _cost in owners(best.document))
    return shown


def again(document: Document, seen: Counter[Owner]) -> float:
    """What it costs to be of a city, a country or a size of city that was shown already."""
    return sum(cost * seen[owner] for owner, cost in owners(document))


def owners(document: Document) -> Iterator[tuple[Owner, float]]:
    """To whom a place falls, as far as it is known, and what one more costs each of them."""
    if document.organisation_id:
        yield document.organisation_id, weights.SAME_CITY_AGAIN
    if document.country:
        yield document.country, weights.SAME_COUNTRY_AGAIN
    if document.population:
        yield size_of(document.population), weights.SAME_SIZE_AGAIN
