"""Both directions: a need finds what may help it, and a new document finds the needs that wait."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import tantivy

from enlacesur.matching import index, weights
from enlacesur.matching.analysis import analyse
from enlacesur.matching.documents import Document
from enlacesur.matching.evidence import (
    Evidence,
    Group,
    Meeting,
    Rarity,
    groups_of,
    meetings,
    query_of,
    rarity_in,
    share,
)
from enlacesur.matching.fit import bridges, misfits, reasons
from enlacesur.matching.reasons import Bridge, Misfit, Reason
from enlacesur.matching.search import any_of
from enlacesur.taxonomy.vocabulary import are_neighbours

KINDS = ("solution", "strength", "expert", "organisation", "exchange", "need")
LOOKED_AT = 60  # per kind, before the context orders them
PER_KIND = 8


@dataclass(frozen=True)
class Wanted:
    """What is asked for, and by whom: enough to explain why something fits or not."""

    text: str
    title: str = ""
    language: str = "es"
    country: str = ""
    population: int = 0
    themes: tuple[str, ...] = ()
    sdgs: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    organisation_id: int = 0
    ceiling: int | None = None


@dataclass(frozen=True)
class Match:
    """A document that may help, with everything that speaks for it and against it."""

    document: Document
    score: float
    strength: str  # strong, good or possible
    reasons: tuple[Reason, ...]
    misfits: tuple[Misfit, ...]
    bridges: tuple[Bridge, ...]
    concepts: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        return self.document.key

    @property
    def kind(self) -> str:
        return self.document.kind

    @property
    def id(self) -> int:
        return self.document.id


def match(
    wanted: Wanted,
    *,
    kinds: Iterable[str] = KINDS,
    audiences: Iterable[str] = ("public",),
    useful: frozenset[str] = frozenset(),
    not_useful: frozenset[str] = frozenset(),
    exclude: Iterable[str] = (),
    per_kind: int = PER_KIND,
) -> list[Match]:
    """What may help, best first; the kinds mixed. Without an index nothing is found."""
    try:
        searcher = index.searcher()
    except index.NoIndex:
        return []
    asked = Asked(wanted, searcher)
    left_out = {*exclude, *not_useful}
    disliked = [asked.assess(document) for document in documents_of(searcher, not_useful)]
    found: list[Match] = []
    for kind in kinds:
        candidates = [d for d in asked.candidates(kind, audiences) if d.key not in left_out]
        assessed = [one for one in (asked.assess(document) for document in candidates) if one]
        ranked = sorted(
            (lowered(one, [d for d in disliked if d]) for one in assessed), key=lambda one: (-one.score, one.key)
        )
        found += with_other_language(spread(ranked)[:per_kind], ranked, wanted.language)
    return sorted(found, key=lambda one: (one.key not in useful, ORDER.index(one.strength), -one.score, one.key))


ORDER = ("strong", "good", "possible")


class Asked:
    """A need, analysed once, against which documents are held."""

    def __init__(self, wanted: Wanted, searcher: tantivy.Searcher) -> None:
        self.wanted, self.searcher = wanted, searcher
        self.groups: list[Group] = groups_of(analyse(f"{wanted.title}\n{wanted.text}", wanted.language))
        rarity = rarity_in(searcher)
        known = {group: rarity(group) for group in self.groups}
        self.rarity: Rarity = known.__getitem__

    def candidates(self, kind: str, audiences: Iterable[str]) -> list[Document]:
        """Documents of a kind that share words, or else a declared theme or SDG, with the need; not its own city's."""
        w = self.wanted
        tags = [*(("theme", slug) for slug in w.themes), *(("sdg", str(number)) for number in w.sdgs)]
        by_tag = [
            (tantivy.Occur.Should, tantivy.Query.const_score_query(term(name, value), 0.01)) for name, value in tags
        ]
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, any_of("kind", [kind])),
                (tantivy.Occur.Must, any_of("audience", list(audiences))),
                (
                    tantivy.Occur.Must,
                    tantivy.Query.boolean_query([(tantivy.Occur.Should, query_of(self.groups)), *by_tag]),
                ),
            ]
        )
        hits = self.searcher.search(query, LOOKED_AT, count=False).hits
        documents = [index.unpacked(self.searcher.doc(address)["source"][0]) for _score, address in hits]
        return [document for document in documents if document.organisation_id != w.organisation_id]

    def assess(self, document: Document) -> Match | None:
        """Hold one document against the need. None when it does not meet it even possibly."""
        evidence = Evidence(f"{document.title}\n{document.text}", document.language)
        met = meetings(self.groups, evidence, self.rarity)
        part = share(self.groups, met, self.rarity)
        themes = set(self.wanted.themes) & set(document.themes)
        sdgs = set(self.wanted.sdgs) & set(document.sdgs)
        strength = strength_of(part + (weights.TAGS_HELP if themes else 0), met)
        if strength is None:
            return None
        tags = weights.THEME * jaccard(self.wanted.themes, themes) + weights.SDG * jaccard(self.wanted.sdgs, sdgs)
        return Match(
            document=document,
            score=part + tags * part**0.5 + context(self.wanted, document),
            strength=strength,
            reasons=tuple(reasons(self.wanted, document, met)),
            misfits=tuple(misfits(self.wanted, document, met, self.groups, self.rarity)),
            bridges=tuple(bridges(met)),
            concepts=frozenset(" ".join(meeting.group.concepts) or meeting.group.stem for meeting in met),
        )


def strength_of(part: float, met: list[Meeting]) -> str | None:
    if part >= weights.STRONG_SHARE and len(met) >= weights.STRONG_GROUPS:
        return "strong"
    if part >= weights.GOOD_SHARE and len(met) >= weights.GOOD_GROUPS:
        return "good"
    return "possible" if part >= weights.POSSIBLE_SHARE and met else None


def jaccard(declared: Iterable[object], shared: set) -> float:
    wanted = len(list(declared))
    return len(shared) / wanted if wanted else 0.0


def context(wanted: Wanted, document: Document) -> float:
    """What is about equally relevant is ordered by what makes an exchange likely to work."""
    score = 0.0
    if similar(wanted.population, document.population):
        score += weights.SIMILAR_SIZE
    if document.country == wanted.country:
        score += weights.SAME_COUNTRY
    elif are_neighbours(wanted.country, document.country):
        score += weights.NEIGHBOUR
    score += weights.EVIDENCE * min(document.evidence, 3) / 3
    if document.day and (date.today() - document.day).days < 365:  # noqa: DTZ011  a year more or less
        score += weights.FRESH
    if document.capacity == 0:
        score += weights.CAPACITY_USED
    return score


def similar(one: int, other: int) -> bool:
    return bool(one and other) and 1 / 3 <= one / other <= 3


def lowered(one: Match, disliked: list[Match]) -> Match:
    """What meets the need by the same words as something called not useful goes down."""
    if not disliked or not one.concepts:
        return one
    likeness = max(len(one.concepts & other.concepts) / len(one.concepts | other.concepts) for other in disliked)
    return replace(one, score=one.score + weights.NOT_USEFUL_LIKE * likeness)


def spread(ranked: list[Match]) -> list[Match]:
    """Fair exposure: among nearly equals, a city and a country not yet shown go first."""
    left, shown = list(ranked), []
    cities: dict[int, int] = {}
    countries: dict[str, int] = {}
    while left:
        best = max(left, key=lambda one: one.score - again(one, cities, countries))
        left.remove(best)
        shown.append(best)
        cities[best.document.organisation_id] = cities.get(best.document.organisation_id, 0) + 1
        countries[best.document.country] = countries.get(best.document.country, 0) + 1
    return shown


def again(one: Match, cities: dict[int, int], countries: dict[str, int]) -> float:
    return weights.SAME_CITY_AGAIN * cities.get(
        one.document.organisation_id, 0
    ) + weights.SAME_COUNTRY_AGAIN * countries.get(one.document.country, 0)


def with_other_language(chosen: list[Match], ranked: list[Match], language: str) -> list[Match]:
    """On a full list the other language is guaranteed a place, where there is a good match in it."""
    if len(chosen) < PER_KIND or any(one.document.language != language for one in chosen):
        return chosen
    other = [one for one in ranked if one.document.language != language and one.strength != "possible"]
    return [*chosen[:-1], other[0]] if other else chosen


def documents_of(searcher: tantivy.Searcher, keys: Iterable[str]) -> list[Document]:
    wanted = sorted(keys)
    if not wanted:
        return []
    hits = searcher.search(any_of("key", wanted), len(wanted), count=False).hits
    return [index.unpacked(searcher.doc(address)["source"][0]) for _score, address in hits]


def term(field: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(index.SCHEMA, field, value, "basic")


def waiting_for(document: Document, *, limit: int = 50) -> list[Match]:
    """The waiting needs that a document meets, each judged as its own page would judge the document."""
    try:
        searcher = index.searcher()
    except index.NoIndex:
        return []
    groups = groups_of(analyse(f"{document.title}\n{document.title}\n{document.text}", document.language))
    query = tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, any_of("kind", ["need"])), (tantivy.Occur.Must, query_of(groups))]
    )
    found = []
    for _score, address in searcher.search(query, limit, count=False).hits:
        need = index.unpacked(searcher.doc(address)["source"][0])
        judged = Asked(wanted_by(need), searcher).assess(document)
        if judged and need.organisation_id != document.organisation_id:
            found.append(replace(judged, document=need))
    return sorted(found, key=lambda one: (-one.score, one.key))


def wanted_by(need: Document) -> Wanted:
    """A need as it stands in the index, asking."""
    return Wanted(
        text=need.text,
        title=need.title,
        language=need.language,
        country=need.country,
        population=need.population,
        themes=need.themes,
        sdgs=need.sdgs,
        languages=need.languages,
        modalities=need.modalities,
        organisation_id=need.organisation_id,
        ceiling=need.cost_ceiling,
    )
