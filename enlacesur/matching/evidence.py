"""One text's words as groups, and what a document has of each group. The groups are the query and the explanation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import log

import tantivy

from enlacesur.matching import weights
from enlacesur.matching.analysis import Analysed, analyse
from enlacesur.matching.index import SCHEMA
from enlacesur.taxonomy.glossary import glossary

MAX_GROUPS = 60


@dataclass(frozen=True)
class Group:
    """A word or phrase of the asking text, and everything that counts as the same in a document."""

    words: str
    language: str
    stem: str = ""
    key: str = ""
    concepts: tuple[str, ...] = ()
    phrase: bool = False

    def members(self) -> Iterator[tuple[str, str, float]]:
        """(index field, term, weight). A document gets the best of them, not their sum: synonyms must not add up."""
        if self.stem:
            yield "stems", f"{self.language}:{self.stem}", weights.OWN_STEM
            for other in {"es", "pt"} - {self.language}:
                yield "stems", f"{other}:{self.stem}", weights.OTHER_STEM
        if self.key:
            yield "keys", self.key, weights.COGNATE
        for concept in self.concepts:
            yield "concepts", concept, weights.PHRASE if self.phrase else weights.CONCEPT


def groups_of(analysed: Analysed) -> list[Group]:
    """The groups of a text, each once, in reading order. Phrases are one group; their words are not asked again."""
    found: dict[tuple[str, ...], Group] = {}
    inside: set[int] = set()
    for spot in analysed.spotted:
        several = spot.last > spot.first
        token = analysed.tokens[spot.first]
        inside.update(range(spot.first, spot.last + 1))
        group = Group(
            words=analysed.written(spot.first, spot.last),
            language=analysed.language,
            stem="" if several else token.stem,
            key="" if several else token.key,
            concepts=spot.concepts,
            phrase=several,
        )
        found.setdefault(spot.concepts, group)
    for place, token in enumerate(analysed.tokens):
        if place not in inside:
            words = analysed.written(place, place)
            group = Group(words=words, language=analysed.language, stem=token.stem, key=token.key)
            found.setdefault(("", token.stem), group)
    return list(found.values())[:MAX_GROUPS]


def query_of(groups: list[Group]) -> tantivy.Query:
    """Should each group; within a group the maximum."""
    clauses = [(tantivy.Occur.Should, tantivy.Query.disjunction_max_query(list(terms(group)))) for group in groups]
    return tantivy.Query.boolean_query(clauses) if clauses else tantivy.Query.empty_query()


def terms(group: Group) -> Iterator[tantivy.Query]:
    for field, term, weight in group.members():
        yield tantivy.Query.boost_query(tantivy.Query.term_query(SCHEMA, field, term, "freq"), weight)


@dataclass(frozen=True)
class Meeting:
    """A group of the asking text that a document meets, and with which words."""

    group: Group
    words: str
    language: str
    how: float  # the weight of the evidence, 1.3 at most
    rarity: float


class Evidence:
    """What a document says, ready to be asked for groups."""

    def __init__(self, text: str, language: str) -> None:
        self.analysed = analyse(text, language)
        self.language = language
        self.said: dict[tuple[str, str], str] = {}
        self.places: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for place, token in enumerate(self.analysed.tokens):
            words, where = self.analysed.written(place, place), (token.start, token.end)
            self.note("stems", f"{language}:{token.stem}", words, where)
            if token.key:
                self.note("keys", token.key, words, where)
        for spot in self.analysed.spotted:
            where = (self.analysed.tokens[spot.first].start, self.analysed.tokens[spot.last].end)
            for concept in spot.concepts:
                self.note("concepts", concept, self.analysed.written(spot.first, spot.last), where)

    def note(self, field: str, term: str, words: str, place: tuple[int, int]) -> None:
        self.said.setdefault((field, term), words)
        self.places.setdefault((field, term), []).append(place)

    def meet(self, group: Group) -> tuple[str, float] | None:
        """The words that meet a group best, and how well."""
        met = [
            (weight, self.said[field, term]) for field, term, weight in group.members() if (field, term) in self.said
        ]
        if not met:
            return None
        weight, words = max(met)
        return words, weight

    def marks(self, groups: list[Group]) -> list[tuple[int, int]]:
        """Places in the text that meet any of the groups, in order, not overlapping."""
        found = sorted(
            place
            for group in groups
            for field, term, _w in group.members()
            for place in self.places.get((field, term), ())
        )
        apart: list[tuple[int, int]] = []
        for start, end in found:
            if apart and start < apart[-1][1]:
                apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
            else:
                apart.append((start, end))
        return apart


Rarity = Callable[[Group], float]


def rarity_in(searcher: tantivy.Searcher) -> Rarity:
    """How much a group tells, from how few documents have it: 0 … about 1."""
    total = max(searcher.num_docs, 1)

    def rarity(group: Group) -> float:
        frequency = max((searcher.doc_freq(field, term) for field, term, _w in group.members()), default=0)
        # A word that no document has says little about any of them: a rare one at most.
        return log(1 + total / (frequency + 1)) / log(1 + total) if total > 1 else 1.0

    return rarity


def meetings(groups: list[Group], evidence: Evidence, rarity: Rarity) -> list[Meeting]:
    """What a document has of the asking text, the most telling first."""
    found = []
    for group in groups:
        if met := evidence.meet(group):
            found.append(Meeting(group, met[0], evidence.language, met[1], rarity(group)))
    return sorted(found, key=lambda meeting: (-meeting.rarity * meeting.how, meeting.group.words))


def share(groups: list[Group], met: list[Meeting], rarity: Rarity) -> float:
    """The part of the asking text, weighted by how much each word tells, that the document meets."""
    whole = sum(rarity(group) for group in groups)
    return sum(meeting.rarity * min(meeting.how, 1.0) for meeting in met) / whole if whole else 0.0


def concept_label(concept: str, language: str) -> str:
    known = glossary().concepts.get(concept)
    return known.label(language) if known else concept
