"""What a person owes by when. Rooms register where their deadlines come from; feeds and reminders read them all."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from enlacesur.network.models import today


@dataclass(frozen=True)
class Deadline:
    """Something that an organisation, or a person by themselves, has to do until a day, that day included.

    `thing` names it as notices do; `what` names the sentence that says it, in the reader's language, with `words`;
    `since` is the day from which on the organisation knows of it.
    """

    thing: str
    what: str
    words: dict[str, str]
    url: str
    since: date
    day: date
    organisation_id: int | None = None
    person_id: int | None = None

    @property
    def title(self) -> str:
        return said(self.what, self.words)

    @property
    def is_past(self) -> bool:
        return self.day < today()


# Given organisations and the first and last day: what is due for them then.
Source = Callable[[Collection[int], date, date], Iterable[Deadline]]
# The same of people; None are all of them.
PersonalSource = Callable[[Collection[int] | None, date, date], Iterable[Deadline]]
SOURCES: list[Source] = []
PERSONAL_SOURCES: list[PersonalSource] = []
SENTENCES: dict[str, Promise] = {}


def register_deadlines(what: str, sentence: Promise, source: Source) -> None:
    SENTENCES[what] = sentence
    SOURCES.append(source)


def register_personal_deadlines(what: str, sentence: Promise, source: PersonalSource) -> None:
    SENTENCES[what] = sentence
    PERSONAL_SOURCES.append(source)


def said(what: str, words: dict[str, str]) -> str:
    return str(SENTENCES[what]) % words if what in SENTENCES else words.get("topic", "")


def deadlines(organisations: Iterable[int], first: date, last: date) -> list[Deadline]:
    """Of all rooms, the nearest first."""
    wanted = list(organisations)
    return in_order(one for source in SOURCES for one in source(wanted, first, last))


def personal_deadlines(people: Collection[int] | None, first: date, last: date) -> list[Deadline]:
    """What these people, or all, have to do by themselves."""
    return in_order(one for source in PERSONAL_SOURCES for one in source(people, first, last))


def in_order(found: Iterable[Deadline]) -> list[Deadline]:
    return sorted(found, key=lambda one: (one.day, one.title))
