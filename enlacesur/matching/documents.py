"""What can be found: a row of any room turned into a document, and where documents come from."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from enlacesur.core.keys import ids_by_kind


@dataclass(frozen=True)
class Said:
    """A document in another language, as its institution says it there."""

    title: str
    summary: str


@dataclass(frozen=True)
class Document:
    """One thing that can be found. `kind:id` is its key; rooms turn their rows into it in `documents.py`.

    audience: "public" or "members".
    organisation_id and the city's fields say whose it is; both may be hidden from readers by the room that shows it.
    marks: what a room files the document under, each as `family:value`; counted, family by family, when asked for.
    evidence: completed exchanges that stand behind it; of a solution, other cities where it works. capacity: how many
    more this year; None where it has no meaning.
    """

    kind: str
    id: int
    language: str
    title: str
    text: str
    url: str
    summary: str = ""
    organisation_id: int = 0
    organisation: str = ""
    city: str = ""
    country: str = ""
    population: int = 0
    themes: tuple[str, ...] = ()
    sdgs: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    day: date | None = None
    audience: str = "public"
    evidence: int = 0
    capacity: int | None = None
    cost_ceiling: int | None = None  # needs: US$ to start; solutions: the least that their cost band allows
    said: dict[str, Said] = field(default_factory=dict)  # by language
    translated: str = ""  # title and text in the other language: its own, else the translator's, put there by the index
    extra: dict[str, Any] = field(default_factory=dict)  # shown with a hit, never searched

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    def title_in(self, language: str) -> str:
        """Its own where its institution says no other there."""
        said = self.said.get(language[:2])
        return said.title if said else self.title


# Given ids, or None for all: the documents of those rows that may be found now. A row left out is taken from the index.
Source = Callable[[Iterable[int] | None], Iterator[Document]]
SOURCES: dict[str, Source] = {}
Sketches = Callable[[Iterable[int]], Iterator[Document]]
SKETCHES: dict[str, Sketches] = {}  # of kinds of which they are another one than the source


def register_source(kind: str, source: Source, sketches: Sketches | None = None) -> None:
    """`sketches`: of some of them what they say themselves, where looking for what stands behind them takes longer."""
    SOURCES[kind] = source
    if sketches:
        SKETCHES[kind] = sketches


def chosen(
    rows: QuerySet[Any], ids: Iterable[int] | None, like: Sequence[str] = ("organisation__country", "themes")
) -> Iterable[Any]:
    """Of a room's queryset those with these ids, or all of it, portion by portion. What is of one country and one theme
    stands together in the index that is made of it: who searches within one does not read past the others."""
    if ids is not None:
        return rows.filter(pk__in=list(ids))
    return rows.order_by(*like, "pk").iterator(500)


def fetch(kind: str, ids: Iterable[int]) -> dict[int, Document]:
    """The present documents of these rows, by id."""
    return {document.id: document for document in SOURCES[kind](ids)} if kind in SOURCES else {}


def sketched(keys: Iterable[str]) -> dict[str, Document]:
    """By key those of these things that may be found now, as the database says at this moment: what they say and whose
    they are, enough to show them or to know whom they reach."""
    wanted = ids_by_kind(keys, SOURCES)
    sources: dict[str, Sketches] = {**SOURCES, **SKETCHES}
    return {document.key: document for kind, ids in wanted.items() for document in sources[kind](ids)}
