"""All interests, laid out in memory: of a million, those that something new meets are found in milliseconds.

A criterion is a row of bits, one for each value and one for «any»: the event's bits are held against all interests at
once. Words are held against the document by the `Percolator` of `matching`.
"""

import threading
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from django.db.models import FloatField, QuerySet
from django.db.models.functions import Cast, Extract
from django.utils import timezone
from numpy.typing import NDArray

from enlacesur.core.compiled import Compiled, given
from enlacesur.matching.documents import Document
from enlacesur.matching.interests import NONE, Percolator, meets_words, runs
from enlacesur.notifications.models import Interest, Level, Preferences
from enlacesur.notifications.models.interests import BEST_FIT, particular
from enlacesur.notifications.rhythms import Rhythm

Words = tuple[str, str]  # as they were written, and their language
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Numbers = NDArray[Any]
Column = NDArray[np.unsignedinteger[Any]]

CRITERIA = ("kinds", "themes", "axes", "sdgs", "countries", "sizes")
RHYTHM = ("at_once", "digest", "hour", "weekday", "timezone")
LEVELS = {level.value: number for number, level in enumerate(Level)}  # the loudest is the least
MUTED, LOUDEST = LEVELS[Level.MUTED], LEVELS[Level.EVERYTHING]
DEFAULT_RHYTHM: Rhythm = attrgetter(*RHYTHM)(Preferences())
NO_WORDS = -1
BEST = np.uint8(BEST_FIT)
BYTE = 8
WIDTH = 64  # bits of the widest number
KINDS = (np.uint8, np.uint16, np.uint32, np.uint64)
LEAST_LOOSE = 1000  # changed interests that are kept apart before all are laid out anew, or one in twenty of all
MOST_KNOWN = 50_000
OVERLAP = timedelta(minutes=5)  # longer than a transaction takes from its first change to its end


@dataclass(frozen=True)
class Happening:
    """What an event offers to interests. `organisations`: those whose followers are told, none where it names none."""

    kinds: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    sdgs: tuple[int, ...] = ()
    countries: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    organisations: tuple[int, ...] = ()
    document: Document | None = None
    small: bool = False  # a change of something known: for those alone who want to know everything


@dataclass(frozen=True)
class Recipients:
    """People in the order of their ids, each once, with the interest that brings it: the loudest, most particular."""

    people: Numbers
    interests: Numbers
    levels: Numbers
    fits: Numbers
    rhythms: Numbers

    def __len__(self) -> int:
        return len(self.people)

    def at(self, places: Ints | slice) -> "Recipients":
        return Recipients(*(column[places] for column in self.columns))

    def portions(self, size: int) -> Iterator["Recipients"]:
        for start in range(0, len(self), size):
            yield self.at(slice(start, start + size))

    @property
    def columns(self) -> tuple[Numbers, ...]:
        return self.people, self.interests, self.levels, self.fits, self.rhythms


class Bits:
    """The values of one criterion, numbered as they come. Bit nought says any."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}
        self.known: dict[tuple[Any, ...], int] = {}  # the same few combinations are stored by thousands

    def of(self, values: tuple[Any, ...]) -> int:
        """An empty criterion lets everything through."""
        found = self.known.get(values)
        if found is None:
            bits = (1 << self.numbers.setdefault(value, len(self.numbers) + 1) for value in set(values))
            found = sum(bits) or 1
            if len(self.known) < MOST_KNOWN:
                self.known[values] = found
        return found

    def offered(self, values: Iterable[Any]) -> int:
        """What meets a criterion: one of these values, or any."""
        return 1 | sum(1 << self.numbers[value] for value in set(values) if value in self.numbers)

    def columns(self, bits: list[int]) -> list[Column]:
        """As few and narrow numbers for each row as the values need."""
        used = len(self.numbers) + 1
        kind = next((one for one in KINDS if used <= one().itemsize * 8), np.uint64)
        shifts = range(0, used, WIDTH)
        return [np.array([row >> shift & (1 << WIDTH) - 1 for row in bits], dtype=kind) for shift in shifts]


class Row(NamedTuple):
    """One interest as it is read from the database."""

    id: int
    person: int
    level: int
    fit: int
    rhythm: int
    words: int
    bits: tuple[int, ...]
    organisations: tuple[int, ...]


class Laid:
    """Interests in the order of their people, the loudest and most particular of each first."""

    def __init__(self, rows: Iterable[Row], bits: dict[str, Bits]) -> None:
        """The rows are read one by one: a million of them are never there at once."""
        numbers = [array("q") for _ in range(6)]
        masks: list[list[int]] = [[] for _ in CRITERIA]
        follow: list[tuple[int, tuple[int, ...]]] = []
        for place, row in enumerate(rows):
            for column, value in zip(numbers, row[:6], strict=True):
                column.append(value)
            for mask, value in zip(masks, row.bits, strict=True):
                mask.append(value)
            if row.organisations:
                follow.append((place, row.organisations))
        self.keep(*(np.array(column, dtype=np.int64) for column in numbers))
        self.masks = {
            name: [column[self.order] for column in bits[name].columns(mask)]
            for name, mask in zip(CRITERIA, masks, strict=True)
        }
        self.keep_followers(follow)

    def keep(self, ids: Ints, people: Ints, levels: Ints, fits: Ints, rhythms: Ints, words: Ints) -> None:
        self.order = np.lexsort((ids, -fits, levels, people))
        self.ids, self.people = ids[self.order], people[self.order]
        self.levels, self.fits = (column[self.order].astype(np.uint8) for column in (levels, fits))
        self.rhythms = rhythms[self.order].astype(np.uint16)
        self.words = words[self.order].astype(np.int32)
        self.by_words = np.argsort(self.words, kind="stable")
        numbers = np.arange(self.words.max(initial=NO_WORDS) + 2)
        self.begin = np.searchsorted(self.words, numbers, sorter=self.by_words)  # where those of each words begin
        self.by_id = np.argsort(self.ids)
        self.alive = np.ones(len(ids), dtype=bool)

    def keep_followers(self, follow: list[tuple[int, tuple[int, ...]]]) -> None:
        """Organisation → the places of the interests that follow it, in order."""
        places = np.empty(len(self.order), dtype=np.int64)
        places[self.order] = np.arange(len(self.order))
        found: defaultdict[int, list[int]] = defaultdict(list)
        for row, organisations in follow:
            for organisation in organisations:
                found[organisation].append(int(places[row]))
        self.follows = np.zeros(len(self.order), dtype=bool)
        self.follows[places[[row for row, _organisations in follow]]] = True
        self.followers = {organisation: integers(sorted(rows)) for organisation, rows in found.items()}
        self.open = (self.words == NO_WORDS) & ~self.follows

    def forget(self, ids: Iterable[int]) -> None:
        """These are no more as they were laid out."""
        wanted = integers(ids)
        if len(wanted) and len(self.ids):
            places = np.searchsorted(self.ids, wanted, sorter=self.by_id)
            places = self.by_id[np.minimum(places, len(self.ids) - 1)]
            self.alive[places[self.ids[places] == wanted]] = False

    def told(self, happening: Happening, bits: dict[str, Bits], words: Flags) -> Recipients:
        """A row for each interest that is met."""
        everybody = Recipients(self.people, self.ids, self.levels, self.fits, self.rhythms)
        return everybody.at(self.met_by(happening, bits, words))

    def met_by(self, happening: Happening, bits: dict[str, Bits], words: Flags) -> Ints:
        """The places of the interests whose every criterion is met, in order."""
        met = self.alive.copy()
        for name in CRITERIA:
            met &= overlaps(self.masks[name], bits[name].offered(getattr(happening, name)))
        called = self.called(happening.organisations, words)
        called = called[met[called]]
        met &= self.open
        met[called] = True
        return np.flatnonzero(met)

    def called(self, organisations: Iterable[int], words: Flags) -> Ints:
        """The places of the interests in words or in organisations that both, as far as they have them, let through:
        few of many, found without looking at the others."""
        said = np.flatnonzero(words[: len(self.begin) - 1])
        following = np.concatenate([NONE, *(self.followers[one] for one in organisations if one in self.followers)])
        places = np.concatenate([self.by_words[runs(self.begin[said], self.begin[said + 1])], following])
        followed = ~self.follows[places] | np.isin(places, following)
        return places[words[self.words[places]] & followed]


class StoredInterests:
    """One for a process. It follows the table: what was changed since it last looked is kept apart, until it is laid
    out with the others. Values and words that nobody stores any more stay numbered until the process ends."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.bits = {name: Bits() for name in CRITERIA}
        self.words: dict[Words, int] = {}
        self.rhythms: dict[Rhythm, int] = {}
        self.laid = Laid([], self.bits)
        self.loose: dict[int, Row] = {}
        self.apart = Laid([], self.bits)
        self.percolator = Percolator([])
        self.new_words: dict[Words, int] = {}  # not laid out yet: asked one by one
        self.seen: datetime | None = None
        self.recent: dict[int, float] = {}  # changes that were followed already, by interest: when

    def recipients(self, happening: Happening) -> Recipients:
        """Who is to be told by an interest, as of now."""
        with self.lock:
            self.catch_up()
            return self.met(happening)

    def met(self, happening: Happening) -> Recipients:
        words = self.words_met_by(happening.document)
        rows = self.laid.told(happening, self.bits, words)
        if self.loose:
            apart = self.apart.told(happening, self.bits, words)
            rows = Recipients(*map(np.concatenate, zip(rows.columns, apart.columns, strict=True)))
            rows = rows.at(in_order(rows))
        return rows.at(heard(rows.people, rows.levels, happening.small))

    def words_met_by(self, document: Document | None) -> Flags:
        """For each words whether the document meets them, and at last that no words are always met."""
        met = np.zeros(len(self.words) + 1, dtype=bool)
        met[NO_WORDS] = True
        if document is not None:
            met[self.percolator.met_by(document)] = True
            met[[place for words, place in self.new_words.items() if meets_words(*words, document)]] = True
        return met

    def catch_up(self) -> None:
        now = timezone.now()
        if self.seen is None:
            self.lay_out()
        else:
            times: dict[int, float] = dict(changed.rows(since=self.seen - OVERLAP))
            fresh = [pk for pk, at in times.items() if self.recent.get(pk) != at]
            if fresh:
                self.follow(fresh)
            self.recent = times
        self.seen = now

    def follow(self, changed: list[int]) -> None:
        rows = {row.id: row for row in self.rows(Interest.objects.listening().filter(pk__in=changed))}
        self.laid.forget(changed)
        gone = set(changed)
        self.loose = {pk: row for pk, row in self.loose.items() if pk not in gone} | rows
        if len(self.loose) > max(LEAST_LOOSE, len(self.laid.ids) // 20):
            self.lay_out()
        else:
            self.apart = Laid(self.loose.values(), self.bits)

    def lay_out(self) -> None:
        self.laid = Laid(self.rows(Interest.objects.listening()), self.bits)
        self.loose, self.apart = {}, Laid([], self.bits)  # after it: where it fails, they are nowhere else
        if self.new_words:
            self.percolator = Percolator((place, *words) for words, place in self.words.items())
            self.new_words = {}

    def rows(self, interests: QuerySet[Interest]) -> Iterator[Row]:
        rhythm = [f"person__preferences__{name}" for name in RHYTHM]
        columns = interests.order_by().values_list(
            "id", "person", "level", "words", "language", *rhythm, *CRITERIA, "organisations"
        )
        for pk, person, level, words, language, *more in columns.iterator(10_000):
            chosen, values = tuple(more[: len(RHYTHM)]), more[len(RHYTHM) :]
            *criteria, organisations = map(tuple, values)
            yield Row(
                id=pk,
                person=person,
                level=LEVELS[level],
                fit=particular(int(bool(words)), *map(len, values)),
                rhythm=self.rhythms.setdefault(chosen if None not in chosen else DEFAULT_RHYTHM, len(self.rhythms)),
                words=self.number(words, language) if words else NO_WORDS,
                bits=tuple(self.bits[name].of(value) for name, value in zip(CRITERIA, criteria, strict=True)),
                organisations=organisations,
            )

    def number(self, written: str, language: str) -> int:
        words = (written, language)
        if words not in self.words:
            self.words[words] = self.new_words[words] = len(self.words)
        return self.words[words]


@Compiled
def changed() -> QuerySet[Interest, Any]:
    """Which, and when: in seconds, for a thousand moments take longer to read than all else."""
    rows = Interest.objects.filter(changed_at__gte=given("since")).order_by()
    return rows.values_list("pk", Cast(Extract("changed_at", "epoch"), FloatField()))


def integers(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


def overlaps(columns: list[Column], offered: int) -> Flags:
    """For each row whether it has one of the bits offered."""
    found = np.zeros(len(columns[0]), dtype=bool)
    for number, column in enumerate(columns):
        width = min(WIDTH, column.itemsize * 8)
        if bits := offered >> (number * WIDTH) & (1 << width) - 1:
            found |= (column & column.dtype.type(bits)) != 0
    return found


def in_order(rows: Recipients) -> Ints:
    """The places by person, the loudest and most particular of each first. Rows that come in two such orders, one after
    the other, are only merged."""
    rank = rows.people << 2 * BYTE | rows.levels.astype(np.int64) << BYTE | (BEST - rows.fits)
    return np.argsort(rank, kind="stable")


def heard(people: Ints, levels: Numbers, small: bool) -> Ints:
    """Of rows in the order of people and levels the first of each person; none of who silenced it, which their last
    row says."""
    first = np.flatnonzero(np.diff(people, prepend=-1))
    last = np.append(first[1:], len(people))[: len(first)] - 1
    wanted = levels[first] == LOUDEST if small else levels[first] < MUTED
    return first[wanted & (levels[last] < MUTED)]


STORED = StoredInterests()
