"""Search pages: words, filters, counts beside each filter, snippets, a guess at what was misspelt."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import tantivy

from enlacesur.core.text import folded
from enlacesur.matching import index
from enlacesur.matching.analysis import analyse, guess_language
from enlacesur.matching.documents import Document
from enlacesur.matching.evidence import Evidence, Group, groups_of, query_of

FILTERS = {
    "kinds": "kind",
    "themes": "theme",
    "sdgs": "sdg",
    "countries": "country",
    "sizes": "size",
    "languages": "language",
}
MOST_VALUES = 100
SNIPPET_WORDS = 36
DEEPEST = 10_000

Part = tuple[str, bool]  # text, and whether it is a hit


@dataclass(frozen=True)
class Search:
    """What is asked. An empty filter lets everything through; the audiences are those of the reader."""

    text: str = ""
    language: str = "es"
    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    sdgs: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ("public",)
    newest: bool = False


@dataclass(frozen=True)
class Hit:
    document: Document
    title: list[Part]
    snippet: list[Part]


@dataclass(frozen=True)
class Results:
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    suggestion: str = ""


def search(asked: Search, *, page: int = 1, per_page: int = 25) -> Results:
    """One page of results. Each filter's counts are those that the other filters leave, so that one can change its
    mind within it. Without an index there are no results."""
    try:
        searcher = index.searcher()
    except index.NoIndex:
        return Results()
    groups = groups_of(analyse(asked.text, guess_language(asked.text, asked.language)))
    if asked.text.strip() and not groups:
        return Results()
    query = narrowed(asked, groups)
    offset = min((page - 1) * per_page, DEEPEST)
    found: Any = ranked(searcher, query, asked, groups, per_page, offset)
    documents = [index.unpacked(searcher.doc(address)["source"][0]) for _score, address in found.hits]
    return Results(
        hits=[hit(document, groups) for document in documents],
        total=found.count,
        facets={name: counts(searcher, asked, groups, name) for name in FILTERS.values()},
        suggestion=suggestion(searcher, asked.text, groups) if found.count < 3 else "",
    )


def ranked(
    searcher: tantivy.Searcher, query: tantivy.Query, asked: Search, groups: list[Group], limit: int, offset: int
) -> tantivy.SearchResult:
    if asked.newest or not groups:
        return searcher.search(query, limit, offset=offset, order_by_field="day")
    return searcher.search(query, limit, offset=offset)


def narrowed(asked: Search, groups: list[Group], *, without: str = "") -> tantivy.Query:
    """The words, all filters but one, and what the reader may see."""
    clauses = [(tantivy.Occur.Must, any_of("audience", asked.audiences))]
    for name, field_name in FILTERS.items():
        values = getattr(asked, name)
        if values and field_name != without:
            clauses.append((tantivy.Occur.Must, any_of(field_name, values)))
    clauses.append((tantivy.Occur.Must, query_of(groups) if groups else tantivy.Query.all_query()))
    return tantivy.Query.boolean_query(clauses)


def any_of(field_name: str, values: Iterable[object]) -> tantivy.Query:
    """A filter: it lets through and adds nothing to the score."""
    terms = [tantivy.Query.term_query(index.SCHEMA, field_name, str(value), "basic") for value in values]
    either = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
    return tantivy.Query.const_score_query(either, 0.0)


def counts(searcher: tantivy.Searcher, asked: Search, groups: list[Group], field_name: str) -> dict[str, int]:
    query = narrowed(asked, groups, without=field_name)
    answer = searcher.aggregate(query, {"n": {"terms": {"field": field_name, "size": MOST_VALUES}}})
    return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in answer["n"]["buckets"]}


def hit(document: Document, groups: list[Group]) -> Hit:
    return Hit(document, marked(document.title, document.language, groups), snippet(document, groups))


def marked(text: str, language: str, groups: list[Group]) -> list[Part]:
    evidence = Evidence(text, language)
    text = evidence.analysed.text
    return parts(text, 0, len(text), evidence.marks(groups))


def snippet(document: Document, groups: list[Group]) -> list[Part]:
    """The stretch of the text with most hits; without any, the summary."""
    evidence = Evidence(document.text, document.language)
    text, marks = evidence.analysed.text, evidence.marks(groups)
    if not marks:
        return [(document.summary or shortened(text), False)]
    start, end = best_stretch(text, marks)
    inside = [(a, b) for a, b in marks if a >= start and b <= end]
    found = parts(text, start, end, inside)
    return [("… ", False)] * (start > 0) + found + [(" …", False)] * (end < len(text))


def shortened(text: str) -> str:
    words = text.split()
    return " ".join(words[:SNIPPET_WORDS]) + (" …" if len(words) > SNIPPET_WORDS else "")


def best_stretch(text: str, marks: list[tuple[int, int]]) -> tuple[int, int]:
    """Some 240 characters, cut at blanks, around the densest hits."""
    reach = SNIPPET_WORDS * 7
    start = max(marks, key=lambda m: (sum(m[0] <= a < m[0] + reach for a, _b in marks), -m[0]))[0]
    start = text.rfind(" ", 0, max(0, start - reach // 5)) + 1 if start > reach // 5 else 0
    end = start + reach
    if end >= len(text):
        return start, len(text)
    blank = text.rfind(" ", start, end)
    return start, blank if blank > start else end


def parts(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> list[Part]:
    found: list[Part] = []
    at = start
    for first, last in marks:
        if first > at:
            found.append((text[at:first], False))
        found.append((text[first:last], True))
        at = last
    if at < end:
        found.append((text[at:end], False))
    return found


def suggestion(searcher: tantivy.Searcher, text: str, groups: list[Group]) -> str:
    """The text with words that no document has put right by the nearest word that one has; "" when none is."""
    better = text
    for group in groups:
        if not any(searcher.doc_freq(name, term) for name, term, _weight in group.members()):
            near = nearest(searcher, folded(group.words))
            better = better.replace(group.words, near) if near else better
    return better if better != text else ""


def nearest(searcher: tantivy.Searcher, word: str) -> str:
    known = [term for term, _n in searcher.terms_with_prefix("words", word[:1], limit=20_000)]
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.75)), "")
