"""One text's words as groups, and what a document has of each group. The groups are the query and the explanation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import log

import tantivy
from django.conf import settings

from enlacesur.matching import weights
from enlacesur.matching.analysis import Analysed, analyse, plain, said_in_translation
from enlacesur.matching.documents import Document
from enlacesur.matching.lexicon import Spotted, every, lexicon
from enlacesur.matching.schema import SCHEMA
from enlacesur.matching.words import OTHER, Token, is_story, stem

MAX_GROUPS = 60
MOST_CONSIDERED = 600  # groups of a very long text that are weighed at all
ROMANCE = ("es", "pt")

Member = tuple[str, str, float]  # index field, term, weight


@dataclass(frozen=True)
class Group:
    """A word or phrase of the asking text, and everything that counts as the same in a document.

    `parts` are the words of a phrase: a document that has the phrase under no name may still have its words.
    """

    words: str
    language: str
    concepts: tuple[str, ...] = ()
    parts: tuple["Group", ...] = ()
    members: tuple[Member, ...] = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """What makes two groups the same."""
        return " ".join(self.concepts) or (self.members[0][1] if self.members else self.words)

    @property
    def worth(self) -> float:
        """What the best evidence of this group counts, a phrase as much as a word."""
        return min(1.0, max((weight for _name, _term, weight in self.members), default=0.0))


def groups_of(analysed: Analysed) -> list[Group]:
    """The groups of a text, each once. What is said twice, or in two words of one concept, is one group."""
    found: dict[object, list[Group]] = {}
    for group in groups_between(analysed, analysed.spotted, 0, len(analysed.tokens) - 1):
        found.setdefault(group.concepts or group.name, []).append(group)
    return [merged(same) for same in found.values()][:MOST_CONSIDERED]


def groups_between(
    analysed: Analysed, spotted: Iterable[Spotted], first: int, last: int, whole: float = 1.0
) -> Iterator[Group]:
    """The groups of the tokens first..last, of which some are spotted."""
    starts = {spot.first: spot for spot in spotted}
    place = first
    while place <= last:
        spot = starts.get(place)
        if spot and spot.last > place:
            yield phrase_group(analysed, spot, whole)
        else:
            yield word_group(analysed, place, spot.concepts if spot else (), whole)
        place = spot.last + 1 if spot else place + 1


def phrase_group(analysed: Analysed, spot: Spotted, whole: float) -> Group:
    parts = groups_between(analysed, spot.inner, spot.first, spot.last, whole * weights.PART)
    return Group(
        words=analysed.written(spot.first, spot.last),
        language=analysed.language,
        concepts=spot.concepts,
        parts=tuple(parts),
        members=tuple(concept_members(spot.concepts, weights.PHRASE, whole)),
    )


def word_group(analysed: Analysed, place: int, concepts: tuple[str, ...], whole: float = 1.0) -> Group:
    concept_part = whole
    token = analysed.tokens[place]
    if concepts:
        # Whoever means the concept by this word has the concept: the bare word may mean something else there.
        whole *= weights.WORD_OF_CONCEPT
    elif is_story(token, analysed.language):
        whole *= weights.STORY_WORD
    members = [(name, term, weight * whole) for name, term, weight in word_members(token, analysed.language)]
    return Group(
        words=analysed.written(place, place),
        language=analysed.language,
        concepts=concepts,
        members=(*members, *concept_members(concepts, weights.CONCEPT, concept_part)),
    )


def word_members(token: Token, language: str) -> Iterator[Member]:
    yield "stems", f"{language}:{token.stem}", weights.OWN_STEM
    yield "said", f"{language}:{token.stem}", weights.SAID
    if token.key.endswith(f"@{language}"):  # looks like a word of the other language, and is not
        yield "keys", token.key, weights.COGNATE
        return
    for other in ROMANCE:
        if other != language:
            for form in sorted({token.stem, stem(token.word, other)}):
                yield "stems", f"{other}:{form}", weights.OTHER_STEM
    if token.key:
        yield "keys", token.key, weights.COGNATE


def concept_members(concepts: Iterable[str], weight: float, whole: float = 1.0) -> Iterator[Member]:
    """The concept itself; what is narrower; what answers it; what is broader; and what else is narrower than that."""
    known = lexicon().glossary.concepts
    for concept in concepts:
        yield "concepts", concept, weight * whole
        yield "wider", concept, weights.NARROWER * whole
        yield "answers", concept, weights.ANSWER * whole
        for broader in known[concept].broader:
            yield "concepts", broader, weights.BROADER * whole
            yield "wider", broader, weights.SIBLING * whole


def with_what_it_answers(group: Group) -> Group:
    """The group with the troubles that it answers: the glossary's links, read from the answer."""
    answers = lexicon().answers
    troubles = [("concepts", asked, weights.ANSWER) for concept in group.concepts for asked in answers[concept]]
    return replace(group, members=(*group.members, *troubles), parts=tuple(map(with_what_it_answers, group.parts)))


def merged(same: Sequence[Group]) -> Group:
    """One group of several that mean the same: the first one's words, everybody's members."""
    first = same[0]
    if len(same) == 1:
        return first
    members = {(name, term): weight for group in reversed(same) for name, term, weight in group.members}
    return Group(
        words=first.words,
        language=first.language,
        concepts=first.concepts,
        parts=next((group.parts for group in same if group.parts), ()),
        members=tuple((name, term, weight) for (name, term), weight in members.items()),
    )


def query_of(groups: Iterable[Group]) -> tantivy.Query:
    """Should each group; within a group the maximum."""
    clauses = [(tantivy.Occur.Should, group_query(group)) for group in groups]
    return tantivy.Query.boolean_query(clauses) if clauses else tantivy.Query.empty_query()


def group_query(group: Group) -> tantivy.Query:
    """The best of a group's members; for a phrase, its words together are one of them."""
    members = [
        tantivy.Query.boost_query(tantivy.Query.term_query(SCHEMA, name, term, "freq"), weight)
        for name, term, weight in group.members
    ]
    if group.parts:
        members.append(query_of(group.parts))
    return tantivy.Query.disjunction_max_query(members)


@dataclass(frozen=True)
class Meeting:
    """A group of the asking text that a document meets, and with which words."""

    group: Group
    words: str
    language: str
    how: float  # the weight of the evidence, 1.3 at most
    by: str  # the index field that met: stems, keys, concepts, wider, answers, said; "parts" for words of a phrase
    term: str
    times: int = 1  # in the title twice
    rarity: float = 0.0

    @property
    def names_it(self) -> bool:
        """The document names the very concept."""
        return self.by == "concepts" and self.term in self.group.concepts


class Evidence:
    """What a document says, ready to be asked for groups."""

    def __init__(self, text: str, language: str, country: str = "", title: int = 0, translated: str = "") -> None:
        self.analysed = analyse(text, language, country)
        self.title = title  # so many letters of the text are its title
        self.language = self.analysed.language
        self.places: dict[tuple[str, str], list[tuple[int, int]]] = {}
        wider, answers = lexicon().wider, lexicon().answers
        for token in self.analysed.tokens:
            self.note("stems", f"{self.language}:{token.stem}", (token.start, token.end))
            self.note("keys", token.key, (token.start, token.end))
        for spot in sorted(every(self.analysed.spotted), key=lambda one: not one.exact):
            place = (self.analysed.tokens[spot.first].start, self.analysed.tokens[spot.last].end)
            for concept in spot.concepts:
                self.note("concepts", concept, place)
                for broader in wider[concept]:
                    self.note("wider", broader, place)
                for asked in answers[concept]:
                    self.note("answers", asked, place)
        self.translated = plain(translated)
        other = OTHER.get(language, "")
        for token in said_in_translation(translated, other, self.analysed.tokens) if translated else ():
            self.note("said", f"{other}:{token.stem}", (token.start, token.end))

    def note(self, name: str, term: str, place: tuple[int, int]) -> None:
        if term:
            self.places.setdefault((name, term), []).append(place)

    def meet(self, group: Group) -> Meeting | None:
        """How the document meets a group best."""
        met = [(weight, name, term) for name, term, weight in group.members if (name, term) in self.places]
        parts = [meeting for part in group.parts if (meeting := self.meet(part))]
        how = sum(meeting.how for meeting in parts) / max(1, len(group.parts))
        if met and max(met)[0] >= how:
            # Told by a word of the document itself where there is one, and not of its translation.
            _weight, name, term = max([one for one in met if one[1] != "said"] or met)
            places = self.places[name, term]
            times = len(places) + sum(start < self.title for start, _end in places)
            return Meeting(group, self.words_at(name, places[0]), self.language, max(met)[0], name, term, times)
        if not parts:
            return None
        words = " … ".join(dict.fromkeys(meeting.words for meeting in parts))
        return Meeting(group, words, self.language, how, "parts", "")

    def words_at(self, name: str, place: tuple[int, int]) -> str:
        """As they are written, in the text or in its translation."""
        source = self.translated if name == "said" else self.analysed.text
        return source[slice(*place)]

    def marks(self, groups: Iterable[Group]) -> list[tuple[int, int]]:
        """Places in the text that meet any of the groups, in order, not overlapping."""
        found = sorted({place for group in groups for place in self.places_of(group)})
        apart: list[tuple[int, int]] = []
        for start, end in found:
            if apart and start < apart[-1][1]:
                apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
            else:
                apart.append((start, end))
        return apart

    def places_of(self, group: Group) -> Iterator[tuple[int, int]]:
        """Where a group is met as such; merely related things are no hits."""
        for name, term, _weight in group.members:
            if name in ("stems", "keys") or term in group.concepts:
                yield from self.places.get((name, term), ())
        for part in group.parts:
            yield from self.places_of(part)


def evidence_of(text: str, document: Document) -> Evidence:
    """Of a part of a document. The same text is looked at again and again: the last few hundred are kept."""
    return kept_evidence(text, document.language, document.country, 0, "", str(settings.PROFILE))


def evidence_in(document: Document) -> Evidence:
    title = plain(document.title)
    text = f"{title}\n{document.text}"
    said = document.translated
    return kept_evidence(text, document.language, document.country, len(title), said, str(settings.PROFILE))


@lru_cache(maxsize=400)
def kept_evidence(text: str, language: str, country: str, title: int, translated: str, profile: str) -> Evidence:
    return Evidence(text, language, country, title, translated)


def rarity_in(searcher: tantivy.Searcher, groups: Iterable[Group]) -> dict[Group, float]:
    """How much each group tells: BM25's inverse document frequency, as a part of the highest that there can be.
    BACKGROUND documents that have none of the words keep a handful of real ones from calling everything common."""
    total = searcher.num_docs + weights.BACKGROUND
    counts = {group: min(max(1, frequency(searcher, group)), total) for group in groups}
    most = log(1 + total)
    return {group: log(1 + (total - count + 0.5) / (count + 0.5)) / most for group, count in counts.items()}


def frequency(searcher: tantivy.Searcher, group: Group) -> int:
    own = [(name, term) for name, term, _weight in group.members if name not in ("wider", "answers")]
    whole = max((searcher.doc_freq(name, term) for name, term in own), default=0)
    parts = min((frequency(searcher, part) for part in group.parts), default=0)
    return max(whole, parts)


def most_telling(groups: Sequence[Group], rarity: dict[Group, float]) -> list[Group]:
    """The groups that are asked: of a very long text those that tell most."""
    if len(groups) <= MAX_GROUPS:
        return list(groups)
    return sorted(groups, key=lambda group: (-rarity[group], group.name))[:MAX_GROUPS]
