"""What is judged, known by kind and id alone: features say what their evaluators read, and what a decision does."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from enlacesur.accounts.models import Person
    from enlacesur.review.models import Assessment


@dataclass(frozen=True)
class Subject:
    """Something that is put forward, as text."""

    kind: str
    id: int
    title: str
    url: str
    language: str = "es"
    themes: tuple[str, ...] = ()
    sdgs: tuple[int, ...] = ()


# In the transaction of the decision: moves the feature's own state.
Decided = Callable[["Assessment", "Person"], None]
# What an evaluator reads beside the rubric: HTML that is safe, or a template and its context.
Sheet = Callable[["Assessment"], SafeString | tuple[str, dict[str, Any]]]
# Given institutions of evaluators, parties, and a day: which of those institutions worked with a party since, and the
# sentence that says it. It is asked once for all evaluators: the id that comes back is of the evaluator's institution.
TieSource = Callable[[Collection[int], Collection[int], date], Iterable[tuple[int, str]]]


@dataclass(frozen=True)
class Kind:
    decided: Decided
    sheet: Sheet


KINDS: dict[str, Kind] = {}
TIE_SOURCES: list[TieSource] = []
TIE_VERBS: set[str] = set()  # events after which somebody may have come too near
JOINED = ("affiliation.admitted", "mandate.published")  # those of them by which a person belongs to an institution


def register_subject(kind: str, *, decided: Decided, sheet: Sheet) -> None:
    KINDS[kind] = Kind(decided, sheet)


def register_ties(source: TieSource, verbs: Iterable[str] = ()) -> None:
    """`verbs`: of the events that make such a tie. Who has one then is not asked any longer."""
    TIE_SOURCES.append(source)
    TIE_VERBS.update(verbs)
