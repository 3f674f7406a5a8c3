"""Both directions: a need finds what may help it, and a new document finds the needs that wait."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from tantivy import Occur, Query

from enlacesur.matching import fit, index, ranking, spelling, weights
from enlacesur.matching import reasons as why
from enlacesur.matching.analysis import analyse, plain
from enlacesur.matching.documents import Document
from enlacesur.matching.embedding import NOTHING, Vector
from enlacesur.matching.evidence import (
    Evidence,
    Group,
    Meeting,
    evidence_in,
    groups_of,
    most_telling,
    query_of,
    rarity_in,
    with_what_it_answers,
)
from enlacesur.matching.reasons import Bridge, Misfit, Reason
from enlacesur.matching.schema import SCHEMA
from enlacesur.matching.shares import shares

KINDS = ("solution", "strength", "expert", "organisation", "exchange", "need")
LOOKED_AT = 60  # per kind, before the context orders them
PER_KIND = 8
SPARE = 8  # per kind, read closely beyond those that are shown when something was called not useful
ORDER = ("strong", "good", "possible")
WAITING_LOOKED_AT = 40


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
    shares: Mapping[Reason | Misfit, float] = field(default_factory=dict)  # of the score, by reason
    met: frozenset[str] = frozenset()  # by what it was found; like what was called not useful, it goes down

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
    of: int = 0,
) -> list[Match]:
    """What may help, best first, the kinds mixed: strong before good before possible, what was called useful at the
    head. Of one organisation alone when it is named, else of all but the one that asks. Without an index nothing is
    found."""
    try:
        asked = Asked(wanted, index.view(), of)
    except index.NoIndex:
        return []
    disliked = [one for document in documents_with(not_useful) if (one := asked.assess(document))]
    left_out = {*exclude, *not_useful}
    found: list[Match] = []
    for kind in kinds:
        near = asked.candidates(kind, sorted(audiences), left_out)
        near = ranking.spread(near, wanted.language, per_kind + (SPARE if disliked else ranking.promised(per_kind)))
        assessed = [one for scored in near if (one := asked.assess(scored.document, scored))]
        lower = sorted((lowered(one, disliked) for one in assessed), key=lambda one: (-one.score, one.key))
        found += ranking.spread(lower, wanted.language, per_kind, is_no_mere_possibility)
    return [
        one
        for liked in (True, False)
        for strength in ORDER
        for one in ranking.spread(tier(found, strength, (useful, liked)), wanted.language)
    ]


def is_no_mere_possibility(one: Match) -> bool:
    return one.strength != "possible"


def tier(found: Sequence[Match], strength: str, judged: tuple[frozenset[str], bool]) -> list[Match]:
    useful, liked = judged
    inside = [one for one in found if one.strength == strength and (one.key in useful) == liked]
    return sorted(inside, key=lambda one: (-one.score, one.key))


def lowered(one: Match, disliked: Sequence[Match]) -> Match:
    """What meets the need by the same evidence as something called not useful goes down."""
    if not disliked or not one.met:
        return one
    likeness = max(len(one.met & other.met) / len(one.met | other.met) for other in disliked)
    return replace(one, score=one.score + weights.NOT_USEFUL_LIKE * likeness)


@dataclass(frozen=True)
class Scored:
    """A document, and what its score is made of: the text as a part of the best text score, tags, context; and where
    there is a sentence model, what that adds and which part of the rest is left beside it."""

    document: Document
    text: float
    tags: float
    context: float
    near: float = 0.0
    by_words: float = 1.0
    meaning: float = 0.0  # the cosine of a sentence model, where there is one

    @property
    def score(self) -> float:
        return round(self.by_words * (self.text + self.tags + self.context) + self.near, 6)


class Asked:
    """A need, analysed once, against which documents are held. `answering`: what is done asks for those who tell of the
    trouble."""

    def __init__(self, wanted: Wanted, view: index.View, of: int = 0, answering: bool = False) -> None:
        self.wanted, self.view, self.dense, self.of = wanted, view, view.dense, of
        accents = spelling.accents(view).get(wanted.language)
        text = f"{wanted.title}\n{wanted.text}"
        groups = groups_of(analyse(text, wanted.language, wanted.country, accents))
        self.rarity: dict[Group, float] = rarity_in(view.searcher, groups)
        self.groups = most_telling(groups, self.rarity)
        self.text = query_of(map(with_what_it_answers, self.groups) if answering else self.groups)
        self.tags = ranking.tag_weights(view.searcher, wanted.themes, wanted.sdgs)

    @cached_property
    def best(self) -> float:
        """The text score of the best of all that is not a need: what the others are measured by."""
        query = Query.boolean_query([(Occur.Must, self.text), (Occur.MustNot, any_of("kind", ["need"]))])
        hits = self.view.searcher.search(query, 1, count=False).hits
        return float(hits[0][0]) if hits else 1.0

    def query(self, *conditions: tuple[Any, Query], words: Any = Occur.Must) -> Query:
        """The text, and each declared tag for its part of the best text score. Without words the tags ask alone."""
        tags = [
            (Occur.Should, Query.const_score_query(Query.term_query(SCHEMA, name, value, "basic"), weight * self.best))
            for (name, value), weight in self.tags.items()
        ]
        either = Query.boolean_query(tags)
        wanted = [(words, self.text), (Occur.Should, either)] if self.groups else [(words, either)]
        return Query.boolean_query([*wanted, *conditions])

    def candidates(
        self, kind: str, audiences: Iterable[str], left_out: Iterable[str], looked_at: int = LOOKED_AT
    ) -> list[Scored]:
        """The documents of a kind that may be shown; as many in another language among them as are promised."""
        conditions = [(Occur.Must, any_of("kind", [kind])), (Occur.Must, any_of("audience", audiences))]
        if unwanted := sorted(left_out):
            conditions.append((Occur.MustNot, any_of("key", unwanted)))
        if self.of:
            conditions.append((Occur.Must, any_of("organisation", [self.of])))
        elif self.wanted.organisation_id:
            conditions.append((Occur.MustNot, any_of("organisation", [self.wanted.organisation_id])))
        found = self.scored(self.query(*conditions), looked_at)
        found += self.near_in_meaning(kind, conditions, looked_at)
        promised = ranking.promised(looked_at)
        if sum(one.document.language != self.wanted.language for one in found) < promised:
            foreign = (Occur.MustNot, any_of("language", [self.wanted.language]))
            found += self.scored(self.query(*conditions, foreign), promised)
        every = self.with_meaning({one.document.key: one for one in found})
        return sorted(every.values(), key=lambda one: (-one.score, one.document.key))

    def near_in_meaning(self, kind: str, conditions: Iterable[tuple[Any, Query]], looked_at: int) -> list[Scored]:
        """Those that a sentence model finds near, whatever words they use."""
        near = self.dense.vectors.nearest(self.meaning, kind, looked_at) if self.dense else {}
        these = (Occur.Must, any_of("key", near))
        return self.scored(self.query(these, *conditions, words=Occur.Should), looked_at) if near else []

    def with_meaning(self, found: dict[str, Scored]) -> dict[str, Scored]:
        """The scores with what a sentence model says, as a part of the best."""
        near = self.dense.vectors.among(self.meaning, found) if self.dense else {}
        best = max(near.values(), default=0.0)
        if best <= 0:
            return found
        return {key: self.said_and_meant(one, near.get(key, 0.0), best) for key, one in found.items()}

    def said_and_meant(self, one: Scored, meaning: float, best: float) -> Scored:
        part = weights.MEANING
        return replace(one, meaning=meaning, near=part * meaning / best, by_words=1 - part)

    @cached_property
    def meaning(self) -> Vector:
        """What the need means as a whole; of length nought without a sentence model."""
        text = f"{self.wanted.title}. {self.wanted.text}"
        return self.dense.of_text(text, self.wanted.language) if self.dense else NOTHING

    def scored(self, query: Query, limit: int) -> list[Scored]:
        hits, _total = self.view.best(query, limit)
        found = [self.parts(self.view.document(address), float(score)) for score, address in hits]
        return sorted(found, key=lambda one: (-one.score, one.document.key))

    def parts(self, document: Document, score: float) -> Scored:
        """`score` is that of the index, with the tags in it."""
        tags = ranking.shared_tags(self.tags, document)
        return self.with_context(document, score / self.best - tags, tags)

    def with_context(self, document: Document, text: float, tags: float) -> Scored:
        return Scored(document, text, tags, ranking.context(self.wanted, document))

    def scored_alone(self, document: Document) -> Scored | None:
        """The document as the need's own list ranks it, if it can be found."""
        found = self.scored(self.query((Occur.Must, any_of("key", [document.key]))), 1)
        return found[0] if found else None

    def assess(self, document: Document, scored: Scored | None = None) -> Match | None:
        """Hold one document against the need. None when it does not meet it even possibly."""
        evidence = evidence_in(document)
        met = self.meetings(evidence)
        tags = ranking.shared_tags(self.tags, document)
        length = len(evidence.analysed.tokens)
        close = ranking.closeness(met, self.rarity, self.groups, length)
        near = scored is not None and scored.meaning >= weights.NEAR_IN_MEANING
        strength = self.strength(close, tags, met) or ("possible" if near else None)
        if strength is None:
            return None
        scored = scored or self.with_context(document, close, tags)
        return Match(
            document=document,
            score=scored.score,
            strength=strength,
            reasons=(*fit.reasons(self.wanted, document, met), *([why.SimilarMeaning()] if near else [])),
            misfits=tuple(fit.misfits(self.wanted, document, met, self.groups, self.rarity)),
            bridges=tuple(fit.bridges(self.wanted, document, met)),
            shares=shares(self.wanted, scored, met, self.tags, length),
            met=frozenset(meeting.group.name for meeting in met),
        )

    def strength(self, close: float, tags: float, met: Sequence[Meeting]) -> str | None:
        """A text without words is met by its tags alone."""
        if not self.groups:
            return "possible" if tags else None
        return ranking.strength_of(close + weights.TAGS_HELP * tags, met, len(self.groups))

    def meetings(self, evidence: Evidence) -> list[Meeting]:
        """What a document has of the need, the most telling first."""
        found = [meeting for group in self.groups if (meeting := evidence.meet(group))]
        rare = [replace(meeting, rarity=self.rarity[meeting.group]) for meeting in found]
        return sorted(rare, key=lambda meeting: (-meeting.rarity * meeting.how, meeting.group.words))


def listed(wanted: Wanted, view: index.View, kind: str, depth: int) -> list[Scored]:
    """The list of one kind as far down as it is asked for, without reading each one closely."""
    return ranking.spread(Asked(wanted, view).candidates(kind, ("public",), (), depth), wanted.language, depth)


def documents_with(keys: Iterable[str]) -> list[Document]:
    """The documents of these keys, as far as the index has them."""
    wanted = sorted(keys)
    try:
        view = index.view()
    except index.NoIndex:
        return []
    if not wanted:
        return []
    hits = view.searcher.search(any_of("key", wanted), len(wanted), count=False).hits
    return sorted((view.document(address) for _score, address in hits), key=lambda one: one.key)


def any_of(name: str, values: Iterable[object]) -> Query:
    """A filter: it lets through and adds nothing to the score."""
    terms = [(Occur.Should, Query.term_query(SCHEMA, name, str(value), "basic")) for value in values]
    return Query.const_score_query(Query.boolean_query(terms), 0.0)


def waiting_for(document: Document, *, limit: int = 50) -> list[Match]:
    """The waiting needs that a document meets, each judged as its own page judges the document."""
    try:
        view = index.view()
    except index.NoIndex:
        return []
    found = []
    for need in needs_near(document, view):
        if need.organisation_id != document.organisation_id:
            asked = Asked(wanted_by(need), view)
            if judged := asked.assess(document, asked.scored_alone(document)):
                found.append(replace(judged, document=need))
    return sorted(found, key=lambda one: (ORDER.index(one.strength), -one.score, one.key))[:limit]


def needs_near(document: Document, view: index.View) -> list[Document]:
    asking = Wanted(
        text=document.text,
        title=document.title,
        language=document.language,
        country=document.country,
        themes=document.themes,
        sdgs=document.sdgs,
    )
    asked = Asked(asking, view, answering=True)
    query = asked.query((Occur.Must, any_of("kind", ["need"])))
    return [one.document for one in asked.scored(query, WAITING_LOOKED_AT)]


def wanted_by(need: Document) -> Wanted:
    """A need as it stands in the index, asking."""
    return Wanted(
        text=plain(need.text),
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
