"""Words of stored interests against a document: one interest, or a million at once."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray
from tantivy import Occur, Query

from enlacesur.matching import index
from enlacesur.matching.analysis import analyse
from enlacesur.matching.documents import Document
from enlacesur.matching.evidence import Group, evidence_in, groups_of
from enlacesur.matching.schema import SCHEMA
from enlacesur.matching.typed import phrase_query, quoted_in, stands_in

SEPARATORS = re.compile(r"[,;\n/]+")
MOST_DOCUMENTS = 1000

Term = tuple[str, str]  # index field, term
Wanted = tuple[str, frozenset[Term]]  # as it was written, and what in a document meets it


def matches_words(words: str, language: str, document: Document) -> list[str]:
    """The words and phrases of an interest that a document meets, in either language, as they were written."""
    places = evidence_in(document).places
    return [written for written, accepted in wanted_in(words, language) if not places.keys().isdisjoint(accepted)]


def meets_words(words: str, language: str, document: Document) -> bool:
    """Whether a document meets every word or phrase of an interest."""
    wanted = wanted_in(words, language)
    met = bool(wanted) and len(matches_words(words, language, document)) == len(wanted)
    return met and says_all(quoted_in(words), document)


def says_all(quoted: Iterable[str], document: Document) -> bool:
    """Each phrase in quotes with its words in a row, as a search finds it."""
    analysed = evidence_in(document).analysed
    return all(stands_in(phrase, analysed.tokens, analysed.language) for phrase in quoted)


def wanted_in(words: str, language: str) -> tuple[Wanted, ...]:
    """The words and phrases of an interest; a comma keeps phrases apart."""
    return kept(SEPARATORS.sub(". ", words), language, str(settings.PROFILE))


@lru_cache(maxsize=50_000)
def kept(words: str, language: str, profile: str) -> tuple[Wanted, ...]:
    return tuple((group.words, accepted_for(group)) for group in groups_of(analyse(words, language)))


def accepted_for(group: Group) -> frozenset[Term]:
    """What in a document meets a word of an interest: the word, its likes, what it names. Nothing wider or narrower:
    who wrote «compost» did not ask for all about waste."""
    return frozenset((name, term) for name, term, _weight in group.members if is_itself(group, name, term))


def is_itself(group: Group, name: str, term: str) -> bool:
    return name in ("stems", "keys", "said") or (name == "concepts" and term in group.concepts)


class Percolator:
    """Very many interests, of which a new document meets a few: those are found without looking at each one.

    Every interest stands under the one of its words that the fewest others have. A document calls up the interests
    under its own words, and their other words are checked together.
    """

    def __init__(self, interests: Iterable[tuple[int, str, str]]) -> None:
        """Of (id, words, language). Words that say nothing are met by no document."""
        numbers: dict[frozenset[Term], int] = {}
        rows: list[tuple[int, list[int]]] = []
        self.quoted: dict[int, list[str]] = {}
        for pk, words, language in interests:
            asked = wanted_in(words, language)
            wanted = {numbers.setdefault(accepted, len(numbers)) for _written, accepted in asked}
            if wanted:
                rows.append((pk, sorted(wanted)))
            if quoted := quoted_in(words):
                self.quoted[pk] = quoted
        self.by_term = by_term(numbers)
        self.lay_out(rows, len(numbers))

    def lay_out(self, rows: list[tuple[int, list[int]]], groups: int) -> None:
        """Arrays: the ids, in the order of the word they stand under; where each word's begin; all words of each."""
        used = Counter(group for _pk, wanted in rows for group in wanted)
        under = [min(wanted, key=lambda group: (used[group], group)) for _pk, wanted in rows]
        order = sorted(range(len(rows)), key=under.__getitem__)
        self.ids = np.array([rows[place][0] for place in order], dtype=np.int64)
        self.begin = np.searchsorted([under[place] for place in order], np.arange(groups + 1)).astype(np.int64)
        self.width = np.array([len(rows[place][1]) for place in order], dtype=np.int64)
        self.start = np.cumsum(self.width) - self.width
        self.wanted = np.array([group for place in order for group in rows[place][1]], dtype=np.int32)
        self.groups = groups

    def met_by(self, document: Document) -> list[int]:
        """The ids of the interests all of whose words the document meets, in no order."""
        has = np.zeros(self.groups, dtype=bool)
        met = [self.by_term[term] for term in evidence_in(document).places if term in self.by_term]
        has[np.concatenate([NONE, *met])] = True
        called = runs(self.begin[:-1][has], self.begin[1:][has])
        found: list[int] = self.ids[called[self.all_met(called, has)]].tolist()
        return [pk for pk in found if pk not in self.quoted or says_all(self.quoted[pk], document)]

    def all_met(self, called: NDArray[np.int64], has: NDArray[np.bool_]) -> NDArray[np.bool_]:
        if not len(called):
            return np.zeros(0, dtype=bool)
        width, start = self.width[called], self.start[called]
        words = has[self.wanted[runs(start, start + width)]]
        return np.logical_and.reduceat(words, np.cumsum(width) - width)


NONE = np.zeros(0, dtype=np.int64)


def by_term(numbers: dict[frozenset[Term], int]) -> dict[Term, NDArray[np.int64]]:
    """Term → the groups that it meets."""
    found: defaultdict[Term, list[int]] = defaultdict(list)
    for terms, number in numbers.items():
        for term in terms:
            found[term].append(number)
    return {term: np.array(groups, dtype=np.int64) for term, groups in found.items()}


def runs(begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """begin[0] … end[0] - 1, begin[1] … end[1] - 1, and so on, in one array."""
    length = end - begin
    shift = np.repeat(begin - (np.cumsum(length) - length), length)
    return shift + np.arange(length.sum())


def documents_meeting(words: str, language: str) -> set[str]:
    """The keys of the newest documents that meet every word or phrase of an interest, a thousand at most."""
    wanted = wanted_in(words, language)
    try:
        view = index.view()
    except index.NoIndex:
        return set()
    if not wanted:
        return set()
    every = [(Occur.Must, one_of(terms)) for _written, terms in wanted]
    every += [(Occur.Must, phrase_query(quoted)) for quoted in quoted_in(words)]
    found: Any = view.searcher.search(Query.boolean_query(every), MOST_DOCUMENTS, count=False, order_by_field="newest")
    return {view.document(address).key for _score, address in found.hits}


def one_of(terms: Iterable[Term]) -> Query:
    either = [(Occur.Should, Query.term_query(SCHEMA, name, term, "basic")) for name, term in terms]
    return Query.boolean_query(either)
