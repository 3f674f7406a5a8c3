"""All interests, laid out in memory: of a million, those that something new meets are found in milliseconds.

A criterion is a row of bits, one for each value and one for «any»: the event's bits are held against all interests at
once. Words are held against the document by the `Percolator` of `matching`.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from enlacesur.matching.documents import Document
from enlacesur.matching.interests import Percolator, meets_words
from enlacesur.notifications.models import Interest, Level

Words = tuple[str, str]  # as they were written, and their language
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Column = NDArray[np.unsignedinteger[Any]]

CRITERIA = ("kinds", "themes", "sdgs", "countries", "sizes")
LEVELS = {level.value: number for number, level in enumerate(Level)}  # the loudest is the least
MUTED, LOUDEST = LEVELS[Level.MUTED], LEVELS[Level.EVERYTHING]
NO_WORDS = -1
WIDTH = 64  # bits of the widest number
KINDS = (np.uint8, np.uint16, np.uint32, np.uint64)
LEAST_LOOSE = 1000  # changed interests that are kept apart before all are laid out anew, or one in twenty of all
OVERLAP = timedelta(minutes=5)  # longer than a transaction takes from its first change to its end


@dataclass(frozen=True)
class Happening:
    """What an event offers to interests. `organisation` is nought where the city is not named."""

    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    sdgs: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    organisation: int = 0
    document: Document | None = None
    small: bool = False  # a change of something known: for those alone who want to know everything


@dataclass(frozen=True)
class Recipients:
    """People in the order of their ids, each once, with the interest that brings it: the loudest, most particular."""

    people: Ints
    interests: Ints
    levels: Ints
    fits: Ints

    def __len__(self) -> int:
        return len(self.people)

    def portions(self, size: int) -> Iterable["Recipients"]:
        for start in range(0, len(self), size):
            part = slice(start, start + size)
            yield Recipients(self.people[part], self.interests[part], self.levels[part], self.fits[part])


class Bits:
    """The values of one criterion, numbered as they come. Bit nought says any."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def of(self, values: Iterable[Any]) -> int:
        """An empty criterion lets everything through."""
        return sum(1 << self.numbers.setdefault(value, len(self.numbers) + 1) for value in set(values)) or 1

    def offered(self, values: Iterable[Any]) -> int:
        """What meets a criterion: one of these values, or any."""
        return 1 | sum(1 << self.numbers[value] for value in set(values) if value in self.numbers)

    def columns(self, bits: list[int]) -> list[Column]:
        """As few and narrow numbers for each row as the values need."""
        used = len(self.numbers) + 1
        kind = next((one for one in KINDS if used <= one().itemsize * 8), np.uint64)
        shifts = range(0, used, WIDTH)
        return [np.array([row >> shift & (1 << WIDTH) - 1 for row in bits], dtype=kind) for shift in shifts]


@dataclass
class Row:
    """One interest as it is read from the database."""

    id: int
    person: int
    level: int
    fit: int
    words: int
    bits: tuple[int, ...]
    organisations: list[int]

    @property
    def order(self) -> tuple[int, int, int, int]:
        return self.person, self.level, -self.fit, self.id


class Laid:
    """Interests in the order of their people, the loudest and most particular of each first."""

    def __init__(self, rows: list[Row], bits: dict[str, Bits]) -> None:
        rows = sorted(rows, key=lambda row: row.order)
        self.ids = integers(row.id for row in rows)
        self.people = integers(row.person for row in rows)
        self.levels = integers(row.level for row in rows)
        self.fits = integers(row.fit for row in rows)
        self.words = np.array([row.words for row in rows], dtype=np.int32)
        self.masks = {name: bits[name].columns([row.bits[n] for row in rows]) for n, name in enumerate(CRITERIA)}
        self.follows = np.array([bool(row.organisations) for row in rows], dtype=bool)
        self.followers = followers(rows)
        self.by_id = np.argsort(self.ids)
        self.alive = np.ones(len(rows), dtype=bool)

    def forget(self, ids: Iterable[int]) -> None:
        """These are no more as they were laid out."""
        wanted = integers(ids)
        if len(wanted) and len(self.ids):
            places = np.searchsorted(self.ids, wanted, sorter=self.by_id)
            places = self.by_id[np.minimum(places, len(self.ids) - 1)]
            self.alive[places[self.ids[places] == wanted]] = False

    def met_by(self, happening: Happening, bits: dict[str, Bits], words: Flags) -> Ints:
        """The places of the interests whose every criterion is met, in order."""
        met = self.alive.copy()
        for name in CRITERIA:
            met &= overlaps(self.masks[name], bits[name].offered(getattr(happening, name)))
        places = np.flatnonzero(met)
        places = places[words[self.words[places]]]
        if self.followers:
            here = self.followers.get(happening.organisation, NONE)
            places = places[~self.follows[places] | np.isin(places, here)]
        return places


class StoredInterests:
    """One for a process. It follows the table: what was changed since it last looked is kept apart, until it is laid
    out with the others. Values and words that nobody stores any more stay numbered until the process ends."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.bits = {name: Bits() for name in CRITERIA}
        self.words: dict[Words, int] = {}
        self.laid = Laid([], self.bits)
        self.loose: dict[int, Row] = {}
        self.apart = Laid([], self.bits)
        self.percolator = Percolator([])
        self.known_words = 0  # so many of the words are laid out, the others are asked one by one
        self.seen: datetime | None = None
        self.recent: dict[int, datetime] = {}  # changes that were followed already

    def recipients(self, happening: Happening) -> Recipients:
        """Who is to be told by an interest, as of now."""
        with self.lock:
            self.catch_up()
            return self.met(happening)

    def met(self, happening: Happening) -> Recipients:
        words = self.words_met_by(happening.document)
        found = [(laid, laid.met_by(happening, self.bits, words)) for laid in (self.laid, self.apart)]
        columns = (
            np.concatenate([getattr(laid, name)[places] for laid, places in found])
            for name in ("people", "ids", "levels", "fits")
        )
        people, ids, levels, fits = columns
        if len(found[1][1]):
            order = np.lexsort((ids, -fits, levels, people))
            people, ids, levels, fits = people[order], ids[order], levels[order], fits[order]
        keep = heard(people, levels, happening.small)
        return Recipients(people[keep], ids[keep], levels[keep], fits[keep])

    def words_met_by(self, document: Document | None) -> Flags:
        """For each words whether the document meets them, and at last that no words are always met."""
        met = np.zeros(len(self.words) + 1, dtype=bool)
        met[NO_WORDS] = True
        if document is not None:
            met[self.percolator.met_by(document)] = True
            loose = list(self.words.items())[self.known_words :]
            met[[place for words, place in loose if meets_words(*words, document)]] = True
        return met

    def catch_up(self) -> None:
        now = timezone.now()
        if self.seen is None:
            self.lay_out()
        else:
            changed = Interest.objects.filter(changed_at__gte=self.seen - OVERLAP)
            times = dict(changed.order_by().values_list("pk", "changed_at"))
            fresh = [pk for pk, at in times.items() if self.recent.get(pk) != at]
            if fresh:
                self.follow(Interest.objects.filter(pk__in=fresh))
            self.recent = times
        self.seen = now

    def follow(self, changed: Iterable[Interest]) -> None:
        rows, gone = {}, set()
        for interest in changed:
            if interest.active and interest.ended_at is None:
                rows[interest.pk] = self.row(interest)
            else:
                gone.add(interest.pk)
        self.laid.forget([*rows, *gone])
        self.loose = {pk: row for pk, row in self.loose.items() if pk not in gone} | rows
        if len(self.loose) > max(LEAST_LOOSE, len(self.laid.ids) // 20):
            self.lay_out()
        else:
            self.apart = Laid(list(self.loose.values()), self.bits)

    def lay_out(self) -> None:
        rows = [self.row(interest) for interest in Interest.objects.listening().order_by().iterator(10_000)]
        self.loose, self.apart = {}, Laid([], self.bits)
        self.laid = Laid(rows, self.bits)
        if len(self.words) > self.known_words:
            self.percolator = Percolator((place, *words) for words, place in self.words.items())
            self.known_words = len(self.words)

    def row(self, interest: Interest) -> Row:
        words = (interest.words, interest.language)
        return Row(
            id=interest.pk,
            person=interest.person_id,
            level=LEVELS[interest.level],
            fit=interest.fit,
            words=self.words.setdefault(words, len(self.words)) if interest.words else NO_WORDS,
            bits=tuple(self.bits[name].of(getattr(interest, name)) for name in CRITERIA),
            organisations=interest.organisations,
        )


NONE: Ints = np.zeros(0, dtype=np.int64)


def integers(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def followers(rows: list[Row]) -> dict[int, Ints]:
    """Organisation → the places of the interests that follow it."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for organisation in row.organisations:
            found[organisation].append(place)
    return {organisation: integers(places) for organisation, places in found.items()}


def overlaps(columns: list[Column], offered: int) -> Flags:
    """For each row whether it has one of the bits offered."""
    found = np.zeros(len(columns[0]), dtype=bool)
    for number, column in enumerate(columns):
        width = min(WIDTH, column.itemsize * 8)
        if bits := offered >> (number * WIDTH) & (1 << width) - 1:
            found |= (column & column.dtype.type(bits)) != 0
    return found


def heard(people: Ints, levels: Ints, small: bool) -> Ints:
    """Of rows in the order of people and levels the first of each person, but not of those who silenced it."""
    silenced = people[levels == MUTED]
    wanted = levels == LOUDEST if small else levels < MUTED
    if len(silenced):
        wanted &= ~np.isin(people, silenced)
    places = np.flatnonzero(wanted)
    return places[np.flatnonzero(np.diff(people[places], prepend=-1))]


STORED = StoredInterests()
