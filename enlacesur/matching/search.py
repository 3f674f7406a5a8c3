"""Search pages: words, filters, counts beside each filter, snippets, a guess at what was misspelt."""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tantivy import Occur, Query

from enlacesur.matching import index, spelling
from enlacesur.matching.analysis import plain
from enlacesur.matching.documents import Document
from enlacesur.matching.evidence import Group, Meeting, evidence_in, evidence_of
from enlacesur.matching.fit import otherwise
from enlacesur.matching.match import any_of
from enlacesur.matching.reasons import Reason
from enlacesur.matching.schema import FACETS, by_family, column_of, columns
from enlacesur.matching.snippets import Part, marked, snippet
from enlacesur.matching.typed import phrase_query, quoted_in, searched, typed_query

FILTERS = {
    "kinds": "kind",
    "themes": "theme",
    "sdgs": "sdg",
    "countries": "country",
    "sizes": "size",
    "languages": "language",
}
MOST_VALUES = 1000
MOST_OTHERWISE = 2  # words of a hit that are told
COUNTING = ThreadPoolExecutor(thread_name_prefix="counting")
LONGEST_TYPED = 2_000  # characters; a search is no text


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
    marks: tuple[str, ...] = ()  # each as `family:value`; all of them must be met
    families: tuple[str, ...] = ()  # of marks: those that are counted
    organisation_id: int = 0
    audiences: tuple[str, ...] = ("public",)
    newest: bool = False


@dataclass(frozen=True)
class Hit:
    document: Document
    title: list[Part]
    snippet: list[Part]
    otherwise: tuple[Reason, ...] = ()  # what was typed, and in which other words it is said there


@dataclass(frozen=True)
class Results:
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    suggestion: str = ""


def search(asked: Search, *, page: int = 1, per_page: int = 25) -> Results:
    """One page of results. Each filter's counts are those that the other filters leave, so that one can change
    one's mind within it. Without text the newest come first. Without an index there are no results."""
    try:
        view = index.view()
    except index.NoIndex:
        return Results()
    text = plain(asked.text[:LONGEST_TYPED])
    groups = searched(text, asked.language, spelling.accents(view))
    if text and not groups:
        return Results()
    best = bool(groups) and not asked.newest
    for words in words_queries(text, groups):
        # Counting reads all that is met once more: it does so beside the ranking, where a processor is free.
        counted = COUNTING.submit(facets, view, asked, words)
        documents, total = one_page(view, narrowed(asked, words), best, page, per_page)
        if total or any(counted.result().values()):
            break
    return Results(
        hits=[
            Hit(
                document,
                marked(document.title, document, groups),
                snippet(document, groups),
                tuple(islice(otherwise(met_by(document, groups)), MOST_OTHERWISE)),
            )
            for document in documents
        ],
        total=total,
        facets=counted.result(),
        suggestion=spelling.suggestion(view, text, groups) if total < FEW else "",
    )


def met_by(document: Document, groups: Iterable[Group]) -> Iterator[Meeting]:
    """How a document meets what was typed, told by its own text; by its translation what nothing else meets."""
    own = [evidence_of(document.text, document), evidence_of(document.title, document)]
    for group in groups:
        met = [meeting for evidence in own if (meeting := evidence.meet(group))]
        if not met and document.translated:
            met = [meeting] if (meeting := evidence_in(document).meet(group)) else []
        if met:
            yield max(met, key=lambda meeting: meeting.how)


def all_ids(asked: Search, most: int) -> list[int]:
    """The ids of all that would stand on the pages, in their order, up to so many. Nothing is counted or marked."""
    try:
        view = index.view()
    except index.NoIndex:
        return []
    text = plain(asked.text[:LONGEST_TYPED])
    groups = searched(text, asked.language, spelling.accents(view))
    if text and not groups:
        return []
    best = bool(groups) and not asked.newest
    for words in words_queries(text, groups):
        documents, total = one_page(view, narrowed(asked, words), best, 1, most)
        if total or any(facets(view, asked, words).values()):
            break
    return [document.id for document in documents]


FEW = 3  # results; below that a word may be misspelt


def words_queries(text: str, groups: list[Group]) -> list[Query | None]:
    """The words typed: most of them must be met; or any, when no document meets so many. Quoted phrases all."""
    if not groups:
        return [None]
    must = [(Occur.Must, phrase_query(quoted)) for quoted in quoted_in(text)]
    least = dict.fromkeys([required(len(groups)), 1])
    return [Query.boolean_query([(Occur.Must, typed_query(groups, number)), *must]) for number in least]


def required(typed: int) -> int:
    """Of one or two words all, of more most."""
    return typed if typed <= 2 else -(-typed * 3 // 5)


def narrowed(asked: Search, words: Query | None, *, without: str = "") -> Query:
    """The words, all filters but one, and what the reader may see."""
    clauses = [(Occur.Must, any_of("audience", asked.audiences))]
    for name, field_name in FILTERS.items():
        values: Iterable[object] = getattr(asked, name)
        if values and field_name != without:
            clauses.append((Occur.Must, any_of(field_name, values)))
    for family, chosen in by_family(asked.marks).items():
        if column_of(family) != without:
            clauses += [(Occur.Must, any_of(column_of(family), [value])) for value in chosen]
    if asked.organisation_id:
        clauses.append((Occur.Must, any_of("organisation", [asked.organisation_id])))
    return Query.boolean_query([*clauses, (Occur.Must, words)] if words else clauses)


def one_page(view: index.View, query: Query, by_words: bool, page: int, per_page: int) -> tuple[list[Document], int]:
    """The documents of a page and how many there are in all. Equal scores stand newest first, always the same way."""
    offset = min((max(1, page) - 1) * per_page, index.DEEPEST)
    if not by_words:
        found: Any = view.searcher.search(query, per_page, offset=offset, order_by_field="newest")
        return [view.document(address) for _score, address in found.hits], found.count
    ranked, total = view.best(query, offset + per_page, count=True)
    return [view.document(address) for _score, address in ranked[offset:]], total


def facets(view: index.View, asked: Search, words: Query | None) -> dict[str, dict[str, int]]:
    """Counts by filter, or family of marks, and value. Filters that are not in use are counted together, in one
    pass."""
    column = {name: name for name in FACETS} | {family: column_of(family) for family in asked.families}
    used = {field_name for name, field_name in FILTERS.items() if getattr(asked, name)} | by_family(asked.marks).keys()
    found = counts(view, narrowed(asked, words), [column[name] for name in column if name not in used])
    for name in used & column.keys():
        found |= counts(view, narrowed(asked, words, without=column[name]), [column[name]])
    return {name: found[column[name]] for name in column}


def counts(view: index.View, query: Query, names: list[str]) -> dict[str, dict[str, int]]:
    if not names:
        return {}
    wanted = {column: {"terms": {"field": column, "size": MOST_VALUES}} for name in names for column in columns(name)}
    answer = view.searcher.aggregate(query, wanted)
    return {name: values_of(answer[column]["buckets"] for column in columns(name)) for name in names}


def values_of(columns_of_one: Iterable[list[dict[str, Any]]]) -> dict[str, int]:
    """Value to count, the most frequent first, from the columns of one facet."""
    found = Counter[str]()
    for buckets in columns_of_one:
        found.update({str(one["key"]): int(one["doc_count"]) for one in buckets if one["key"]})
    return dict(found.most_common())
