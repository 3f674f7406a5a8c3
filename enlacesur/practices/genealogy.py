"""The genealogy of a card: who adapted it, who learnt from whom, and what came of it all. A fixed number of queries,
however large it has grown; of a large one the largest branches are shown, and how many more there are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from math import log
from typing import NamedTuple

from django.db.models.functions import Coalesce

from enlacesur.matching.ranking import SIMILAR
from enlacesur.practices.models import Adaptation, Practice
from enlacesur.practices.states import AdaptationState, ConfirmationState

MOST_SHOWN = 40  # adaptations drawn
DEEPEST = 6  # generations drawn
MOST_NEAREST = 3  # on the card's own page
MOST_NAMED = 6  # who can help, and what was abandoned
ORIGIN = 0  # in place of an adaptation's id: the card with which it begins


class Twig(NamedTuple):
    """What of an adaptation is known of all of them; the others' words are read of those that are shown."""

    id: int
    parent: int
    organisation: int
    state: str
    confirmation: str
    own_practice: int | None
    language: str
    people: int
    cost: int
    country: str
    population: int
    latitude: float | None
    longitude: float | None


# Each in the place that it has in a twig.
COLUMNS = (
    "id",
    Coalesce("parent", ORIGIN),
    "organisation",
    "state",
    "confirmation",
    "own_practice",
    "language",
    Coalesce("people_reached", 0),
    Coalesce("cost_usd", 0),
    "organisation__country",
    Coalesce("organisation__population", 0),
    "organisation__latitude",
    "organisation__longitude",
)


@dataclass(frozen=True)
class Impact:
    """What came of adaptations. An organisation with several counts once, its people too."""

    adaptations: int = 0
    cities: int = 0
    countries: int = 0
    people: int = 0
    cost: int = 0
    states: dict[str, int] = field(default_factory=dict)
    confirmed: int = 0

    @property
    def working(self) -> int:
        return self.states.get(AdaptationState.WORKING, 0)

    @property
    def abandoned(self) -> int:
        return self.states.get(AdaptationState.ABANDONED, 0)

    @property
    def under_way(self) -> int:
        """Planned ones too."""
        return self.adaptations - self.working - self.abandoned


def impact_of(twigs: Sequence[Twig]) -> Impact:
    states: defaultdict[str, int] = defaultdict(int)
    people: defaultdict[int, int] = defaultdict(int)
    for twig in twigs:
        states[twig.state] += 1
        if twig.state == AdaptationState.WORKING:
            people[twig.organisation] = max(people[twig.organisation], twig.people)
    return Impact(
        adaptations=len(twigs),
        cities=len({twig.organisation for twig in twigs}),
        countries=len({twig.country for twig in twigs}),
        people=sum(people.values()),
        cost=sum(twig.cost for twig in twigs),
        states=dict(states),
        confirmed=sum(twig.confirmation == ConfirmationState.CONFIRMED for twig in twigs),
    )


@dataclass
class Branch:
    """One adaptation as it is drawn, with what grew from it. `more`: how many beyond those that are drawn."""

    adaptation: Adaptation
    depth: int
    credit: Impact
    branches: list["Branch"] = field(default_factory=list)
    more: int = 0

    def walk(self) -> Iterator["Branch"]:
        yield self
        for branch in self.branches:
            yield from branch.walk()


class Genealogy:
    """All adaptations that go back to one card."""

    def __init__(self, practice: Practice) -> None:
        self.root = root_of(practice)
        self.twigs = twigs_of(self.root)
        self.by_id = {twig.id: twig for twig in self.twigs}
        self.children: defaultdict[int, list[int]] = defaultdict(list)
        for twig in self.twigs:
            self.children[twig.parent].append(twig.id)
        # Where the card stands in it: the adaptation of which it is the own card, or the beginning.
        owners = {twig.own_practice: twig.id for twig in self.twigs}
        self.here = owners.get(practice.pk, ORIGIN)

    def __len__(self) -> int:
        return len(self.twigs)

    @cached_property
    def sizes(self) -> dict[int, int]:
        """How many adaptations grew from each, itself included."""
        sizes = dict.fromkeys([ORIGIN, *self.by_id], 1)
        for one in reversed(list(self.below(ORIGIN))):
            if one != ORIGIN:
                sizes[self.by_id[one].parent] += sizes[one]
        return sizes

    def below(self, start: int) -> Iterator[int]:
        """It and all that grew from it, each after what it grew from."""
        waiting = [start]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += reversed(self.children[one])

    @cached_property
    def impact(self) -> Impact:
        """What is credited to the card with which it begins: of all but its own city."""
        return impact_of([twig for twig in self.twigs if twig.organisation != self.root.organisation_id])

    @cached_property
    def grown(self) -> Impact:
        """What grew from the card that is looked at."""
        below = (self.by_id[one] for one in self.below(self.here) if one != self.here)
        return impact_of(list(below))

    def nearest(self) -> list[Adaptation]:
        """Those that learnt from the card itself, the largest branches first."""
        ranked = sorted(self.children[self.here], key=lambda one: (-self.sizes[one], one))
        return in_order([self.by_id[one] for one in ranked[:MOST_NEAREST]])

    def credit(self, adaptation: int) -> Impact:
        """What is credited to an adapter: its own adaptation and all that grew from it."""
        return impact_of([self.by_id[one] for one in self.below(adaptation)])

    def chosen(self) -> list[int]:
        """Those that are drawn: the largest branches first, each after what it grew from."""
        waiting, chosen = self.ranked(ORIGIN, 1), list[int]()
        while waiting and len(chosen) < MOST_SHOWN:
            _size, one, depth = heappop(waiting)
            chosen.append(one)
            for child in self.ranked(one, depth + 1) if depth < DEEPEST else []:
                heappush(waiting, child)
        return chosen

    def ranked(self, parent: int, depth: int) -> list[tuple[int, int, int]]:
        return sorted((-self.sizes[one], one, depth) for one in self.children[parent])

    @cached_property
    def shown(self) -> tuple[list[Branch], int]:
        """The branches of the beginning, and how many adaptations of it are not drawn."""
        chosen = self.chosen()
        rows = Adaptation.objects.with_parties().in_bulk(chosen)
        branches = {ORIGIN: list[Branch]()}
        drawn: dict[int, Branch] = {}
        for one in sorted(chosen, key=lambda pk: (self.depth(pk), pk)):
            parent = self.by_id[one].parent
            depth = drawn[parent].depth + 1 if parent else 1
            drawn[one] = Branch(rows[one], depth, self.credit(one))
            (drawn[parent].branches if parent else branches[ORIGIN]).append(drawn[one])
        for one, branch in drawn.items():
            branch.more = self.folded(one, branch.branches)
        return branches[ORIGIN], self.folded(ORIGIN, branches[ORIGIN])

    def depth(self, one: int) -> int:
        depth = 0
        while one:
            one, depth = self.by_id[one].parent, depth + 1
        return depth

    def folded(self, one: int, drawn: Iterable[Branch]) -> int:
        return self.sizes[one] - 1 - sum(self.sizes[branch.adaptation.pk] for branch in drawn)

    def walk(self) -> Iterator[Branch]:
        for branch in self.shown[0]:
            yield from branch.walk()

    def helpers(self, language: str, population: int) -> list[Adaptation]:
        """Those for whom it works, who can tell how: first in the reader's language, of a similar size, confirmed."""
        working = [twig for twig in self.twigs if twig.state == AdaptationState.WORKING]
        return in_order(sorted(working, key=lambda twig: (twig.language != language, apart(twig, population), twig.id)))

    def lessons(self) -> list[Adaptation]:
        """What was abandoned, with its reasons, the latest first."""
        return in_order([twig for twig in reversed(self.twigs) if twig.state == AdaptationState.ABANDONED])


def apart(twig: Twig, population: int) -> tuple[int, bool]:
    """How far from one's own size, in steps of three times as large or small; then whether it is confirmed."""
    sizes = sorted((max(twig.population, 1), max(population, 1)))
    steps = int(log(sizes[1] / sizes[0], SIMILAR)) if population and twig.population else 0
    return steps, twig.confirmation != ConfirmationState.CONFIRMED


def in_order(twigs: Sequence[Twig]) -> list[Adaptation]:
    """The first few of them, as they are told."""
    first = [twig.id for twig in twigs[:MOST_NAMED]]
    rows = Adaptation.objects.with_parties().in_bulk(first)
    return [rows[pk] for pk in first]


def root_of(practice: Practice) -> Practice:
    """The card with which the genealogy of this one begins."""
    adaptation: Adaptation | None = getattr(practice, "adapted_as", None)
    return adaptation.root if adaptation else practice


def twigs_of(root: Practice) -> list[Twig]:
    rows = Adaptation.objects.filter(root=root).order_by("id").values_list(*COLUMNS)
    return [Twig._make(row) for row in rows]
