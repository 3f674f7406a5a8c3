"""The glossary made ready for texts: phrases found longest first, on stems, and what look-alikes must not meet."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

from enlacesur.core.text import folded
from enlacesur.matching.cognates import key, singular
from enlacesur.matching.stopwords import STOPWORDS
from enlacesur.matching.words import LANGUAGES, WORD, Token, stem
from enlacesur.taxonomy.glossary import Glossary, Guard, Label, ancestors, load

# Below this many letters a single word is known by its number alone, not by its stem: too many words share a short one.
SHORTEST_STEMMED = 7


@dataclass(frozen=True, slots=True)
class Spotted:
    """Concepts found at the tokens first..last. `exact`: written as the glossary has it, singular or plural. `inner`:
    what shorter phrases and single words of it name: of «el arroyo creció», a flash flood, the stream."""

    first: int
    last: int
    concepts: tuple[str, ...]
    exact: bool
    inner: tuple["Spotted", ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    stems: tuple[str, ...]
    forms: tuple[str, ...]
    concept: str
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    glossary: Glossary
    entries: dict[str, dict[str, list[Entry]]]  # language → first stem → entries, longest first
    guarded: dict[str, frozenset[str]]  # language → cognate keys that stay in it
    accents: dict[str, dict[str, str]]  # language → a word without accents → with them
    wider: dict[str, tuple[str, ...]] = field(default_factory=dict)  # concept → everything broader
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)  # concept → what it answers

    def spot(self, tokens: Sequence[Token], language: str, country: str = "") -> tuple[Spotted, ...]:
        """Concepts of a text: own words first, then phrases of the other language, which borders mix."""
        found = list(self.spotted(tokens, language, country, shortest=1))
        taken = {place for one in found for place in range(one.first, one.last + 1)}
        for other in ("es", "pt"):
            if other != language:
                more = self.spotted(tokens, other, country, shortest=2)
                found += [one for one in more if taken.isdisjoint(range(one.first, one.last + 1))]
        return tuple(sorted(found, key=lambda one: one.first))

    def spotted(
        self, tokens: Sequence[Token], language: str, country: str, shortest: int, whole: int = 0
    ) -> Iterator[Spotted]:
        """Phrases of at least `shortest` words and, inside of a phrase, not the `whole` of it once more."""
        entries = self.entries[language]
        place = 0
        while place < len(tokens):
            possible = entries.get(tokens[place].stem)
            if possible and whole:
                possible = [one for one in possible if len(one.stems) != whole]
            spotted = self.longest(possible, tokens, place, country, shortest) if possible else None
            if spotted and spotted.last > spotted.first:
                inside = tokens[spotted.first : spotted.last + 1]
                inner = self.spotted(inside, language, country, 1, whole=len(inside))
                yield replace(spotted, inner=tuple(moved(one, spotted.first) for one in inner))
            elif spotted:
                yield spotted
            place = spotted.last + 1 if spotted else place + 1

    def longest(
        self, entries: Sequence[Entry], tokens: Sequence[Token], place: int, country: str, shortest: int
    ) -> Spotted | None:
        met = list(self.met(entries, tokens, place, shortest))
        length = max((len(entry.stems) for entry, _exact in met), default=0)
        longest = [(entry, exact) for entry, exact in met if len(entry.stems) == length]
        if not longest:
            return None
        # A word written as the glossary has it is not another word of the same stem.
        exact = any(exact for _entry, exact in longest)
        meant = meant_in(country, [entry for entry, precise in longest if precise or not exact])
        return Spotted(place, place + length - 1, tuple(sorted({entry.concept for entry in meant})), exact)

    def met(
        self, entries: Sequence[Entry], tokens: Sequence[Token], place: int, shortest: int
    ) -> Iterator[tuple[Entry, bool]]:
        for entry in entries:
            size = len(entry.stems)
            if size < shortest or place + size > len(tokens):
                continue
            here = tokens[place : place + size]
            if size > 1 and tuple(token.stem for token in here) != entry.stems:
                continue
            if any(token.after_break for token in here[1:]):
                continue
            exact = all(bare(token.word) == form for token, form in zip(here, entry.forms, strict=True))
            if exact or size > 1 or may_bend(entry.forms[0], bare(here[0].word)):
                yield entry, exact


def every(spotted: Iterable[Spotted]) -> Iterator[Spotted]:
    """Phrases, and what is named inside of them."""
    for spot in spotted:
        yield spot
        yield from every(spot.inner)


def moved(spot: Spotted, by: int) -> Spotted:
    inner = tuple(moved(one, by) for one in spot.inner)
    return replace(spot, first=spot.first + by, last=spot.last + by, inner=inner)


def meant_in(country: str, entries: list[Entry]) -> list[Entry]:
    """Of several things that a word names, what it names in this country: guagua is a bus, or a child."""
    said_here = [entry for entry in entries if country in entry.countries]
    return said_here or entries


@lru_cache(maxsize=100_000)
def bare(word: str) -> str:
    """The singular without accents: as the glossary's words are compared."""
    return folded(singular(word))


def may_bend(label: str, word: str) -> bool:
    """Whether a word of the same stem is the label's: la recicladora, but not la memoria colectiva for el colectivo,
    nor la visita for el visitante."""
    longest = max(len(label), len(word))
    if len(label) < SHORTEST_STEMMED or label[: longest - 2] != word[: longest - 2]:
        return False
    return not (label[:-1] == word[:-1] and {label[-1:], word[-1:]} == {"a", "o"})


def lexicon() -> Lexicon:
    """Of the profile in use, read when the first text is analysed, once per process."""
    return build(str(settings.PROFILE))


@cache
def build(profile: str) -> Lexicon:
    source = load(Path(profile) / "glossary")
    return Lexicon(
        source,
        entries_of(source),
        guarded_by(source.guards),
        {language: accents_of(source, language) for language in LANGUAGES},
        {name: tuple(sorted(ancestors(name, source.concepts) - {name})) for name in source.concepts},
        answers_of(source),
    )


def answers_of(source: Glossary) -> dict[str, tuple[str, ...]]:
    answered: dict[str, list[str]] = {name: [] for name in source.concepts}
    for concept in source.concepts.values():
        for name in concept.answered_by:
            answered.setdefault(name, []).append(concept.id)
    return {name: tuple(concepts) for name, concepts in answered.items()}


def entries_of(source: Glossary) -> dict[str, dict[str, list[Entry]]]:
    entries: dict[str, dict[str, list[Entry]]] = {language: defaultdict(list) for language in LANGUAGES}
    for concept in source.concepts.values():
        for label in concept.labels:
            words = content_words(label)
            if words:
                entry = Entry(
                    stems=tuple(stem(word, label.language) for word in words),
                    forms=tuple(bare(word) for word in words),
                    concept=concept.id,
                    countries=label.countries,
                )
                entries[label.language][entry.stems[0]].append(entry)
    return {language: dict(rows) for language, rows in entries.items()}


def content_words(label: Label) -> list[str]:
    words = WORD.findall(unicodedata.normalize("NFC", label.text).lower())
    return [word for word in words if word not in STOPWORDS[label.language]]


def guarded_by(guards: Iterable[Guard]) -> dict[str, frozenset[str]]:
    spanish, portuguese = set(), set()
    for guard in guards:
        spanish |= {key(word) for word in WORD.findall(guard.es.lower())}
        portuguese |= {key(word) for word in WORD.findall(guard.pt.lower())}
    return {"es": frozenset(spanish), "pt": frozenset(portuguese), "en": frozenset()}


def accents_of(source: Glossary, language: str) -> dict[str, str]:
    """Spellings of the glossary's words. Where a word exists with and without, the writer is believed."""
    words = {
        word
        for concept in source.concepts.values()
        for label in concept.labels
        if label.language == language
        for word in content_words(label)
    }
    return {folded(word): word for word in sorted(words) if folded(word) not in words}
