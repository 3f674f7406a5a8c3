"""The words of the index: accents left out are put back, and a word that no document has is guessed at."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock

from enlacesur.core.text import folded
from enlacesur.matching.evidence import Group
from enlacesur.matching.index import View
from enlacesur.matching.words import WORD

MOST_WORDS = 50_000  # of each language, the most frequent
SHORTEST = 4  # letters of a word that is guessed at
GROWN = 1.1  # the vocabulary is read again when the index has grown by a tenth


@dataclass
class Words:
    """The vocabulary of the index as it was when it had so many documents."""

    documents: int
    accents: dict[str, dict[str, str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    near: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # less one letter → words


lock = Lock()
_known: dict[str, Words] = {}


def words_of(view: View) -> Words:
    """Read from the index when it is first asked for, and again when the index has changed a good deal."""
    total = view.searcher.num_docs
    with lock:
        known = _known.get(view.name)
        if known is None or not known.documents / GROWN <= total <= known.documents * GROWN:
            _known.clear()
            known = _known[view.name] = read(view)
        return known


def read(view: View) -> Words:
    words = Words(view.searcher.num_docs)
    for language in ("es", "pt"):
        prefix = f"{language}:"
        found = view.searcher.terms_with_prefix("written", prefix)
        found = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MOST_WORDS]
        written = [(term.removeprefix(prefix), count) for term, count in found]
        words.accents[language] = accents_in(written)
        for word, count in written:
            words.counts[word] = words.counts.get(word, 0) + count
    for word in words.counts:
        for shorter in {folded(word), *less_one(folded(word))}:
            words.near[shorter].append(word)
    return words


def accents_in(written: Sequence[tuple[str, int]]) -> dict[str, str]:
    """A word without accents → how it is mostly written, where that is with accents."""
    most: dict[str, str] = {}
    for word, _count in written:  # the most frequent first
        most.setdefault(folded(word), word)
    return {bare: word for bare, word in most.items() if bare != word}


def accents(view: View) -> dict[str, dict[str, str]]:
    return words_of(view).accents


def suggestion(view: View, text: str, groups: Sequence[Group]) -> str:
    """The text with each word that no document has replaced by the nearest that one has; "" when there is none."""
    unknown = {word for group in groups for word in unknown_words(view, group)}
    better = WORD.sub(lambda found: nearest(view, found[0]) if found[0].lower() in unknown else found[0], text)
    return better if better != text else ""


def unknown_words(view: View, group: Group) -> Iterator[str]:
    if any(view.searcher.doc_freq(name, term) for name, term, _weight in group.members):
        return
    if group.parts:
        for part in group.parts:
            yield from unknown_words(view, part)
    elif not view.searcher.doc_freq("names", folded(group.words)):
        yield group.words.lower()


def nearest(view: View, word: str) -> str:
    """The most frequent word that is one slip away: a letter more, less, other, or two that changed places."""
    bare = folded(word)
    if len(bare) < SHORTEST:
        return word
    words = words_of(view)
    near = {candidate for shorter in {bare, *less_one(bare)} for candidate in words.near.get(shorter, ())}
    close = [candidate for candidate in near if abs(len(candidate) - len(bare)) <= 1]
    return min(close, key=lambda one: (distance(bare, folded(one)), -words.counts[one], one), default=word)


def less_one(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def distance(one: str, other: str) -> int:
    """Letters to change, add, take away or swap."""
    before, last = list(range(len(other) + 1)), [0] * (len(other) + 1)
    previous: list[int] = []
    for row, letter in enumerate(one, 1):
        last = [row, *before[1:]]
        for column, against in enumerate(other, 1):
            last[column] = min(before[column] + 1, last[column - 1] + 1, before[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                last[column] = min(last[column], previous[column - 2] + 1)
        previous, before = before, last
    return before[-1]
