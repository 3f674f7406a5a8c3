"""A genealogy as SVG: one row for each adaptation, under what it learnt from. Tall and narrow, so that a phone shows it
whole; coloured by the stylesheet, each state by a shape of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from enlacesur.core.text import cut
from enlacesur.network.map import Map, draw
from enlacesur.practices.genealogy import Branch, Genealogy
from enlacesur.practices.models import Adaptation

WIDTH = 360
ROW, INDENT = 52, 22
LEFT, TOP = 12, 24
LETTER = 7.4  # units that a letter of a name takes, about
BEND = 10


@dataclass(frozen=True)
class Row:
    """A line of the drawing. Without an adaptation it is the beginning, or says how many more there are."""

    x: int
    y: int
    name: str
    edge: str = ""
    adaptation: Adaptation | None = None
    more: int = 0
    here: bool = False

    @property
    def ended(self) -> bool:
        return self.adaptation is not None and self.adaptation.is_abandoned


@dataclass(frozen=True)
class Tree:
    rows: list[Row]

    @property
    def width(self) -> int:
        return WIDTH

    @property
    def height(self) -> int:
        return TOP + ROW * len(self.rows)


def tree_of(genealogy: Genealogy) -> Tree:
    return Tree(list(rows_of(genealogy)))


def rows_of(genealogy: Genealogy) -> Iterator[Row]:
    branches, more = genealogy.shown
    city = genealogy.root.organisation
    first = Row(LEFT, TOP, fitting(city.name, LEFT), here=genealogy.here == 0)
    yield first
    yield from below(first, 1, branches, more, genealogy.here)


def below(parent: Row, number: int, branches: Iterable[Branch], more: int, here: int) -> Iterator[Row]:
    """The rows under a row, the first of which is the number-th of all."""
    for branch in branches:
        row = row_under(parent, number, branch.adaptation, here=branch.adaptation.pk == here)
        yield row
        number += 1
        for one in below(row, number, branch.branches, branch.more, here):
            yield one
            number += 1
    if more:
        yield row_under(parent, number, None, more=more)


def row_under(parent: Row, number: int, adaptation: Adaptation | None, *, more: int = 0, here: bool = False) -> Row:
    x, y = parent.x + INDENT, TOP + number * ROW
    name = fitting(adaptation.organisation.name, x) if adaptation else ""
    return Row(x, y, name, edge_between(parent, x, y), adaptation, more, here)


def edge_between(parent: Row, x: int, y: int) -> str:
    """Down from the parent, then over to the row."""
    return f"M{parent.x} {parent.y}V{y - BEND}Q{parent.x} {y} {parent.x + BEND} {y}H{x}"


def fitting(name: str, x: int) -> str:
    return cut(name, int((WIDTH - x - 20) / LETTER))


def map_of(genealogy: Genealogy) -> Map:
    """Where it was adapted, as dots; a ring without a name, which would hide some of them, where it began."""
    places = [(t.latitude, t.longitude) for t in genealogy.twigs if t.latitude is not None and t.longitude is not None]
    city = genealogy.root.organisation
    if city.latitude is None or city.longitude is None:
        return draw(places)
    return draw(places, [("", city.latitude, city.longitude)])
