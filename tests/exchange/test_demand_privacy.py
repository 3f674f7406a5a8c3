"""No figure of unmet demand tells of fewer than three, alone or by subtraction."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from enlacesur.exchange.demand import (
    FEWEST,
    OUTCOMES,
    Cell,
    Outcome,
    Period,
    apart,
    crossing,
    figures,
    parted,
    ranked,
    standing_alone,
    total,
)
from tests.factories.demand import ask_in

GREEN, CULTURE = "ambiente-desarrollo-sostenible", "cultura"
COUNTRIES = ("AR", "BR", "CL", "PY", "UY")
THEMES = (GREEN, CULTURE, "salud")


@st.composite
def cells(draw):
    """Cells as counting makes them: no more cities than needs."""
    unmet, met = draw(st.integers(0, 9)), draw(st.integers(0, 9))
    return Cell(unmet + met, unmet, draw(st.integers(0, unmet + met)))


def told(cell):
    """Every number that somebody may read off a cell, by subtraction too."""
    if not cell.is_shown:
        return
    yield cell.open
    if not cell.words:
        yield cell.unmet
        yield cell.open - cell.unmet


def reveals_nobody(cell):
    return all(n == 0 or n >= FEWEST for n in told(cell))


@given(cells())
def test_no_cell_tells_of_fewer_than_three(cell):
    assert reveals_nobody(cell)
    assert cell.is_exact == (not cell.words)


@given(cells())
def test_the_least_is_never_more_than_there_are_and_follows_from_what_is_told(cell):
    assert cell.least <= cell.unmet
    if cell.words:
        assert cell.least in (0, 1, cell.open - FEWEST + 1)


@given(st.dictionaries(st.sampled_from(COUNTRIES), cells().filter(lambda cell: cell.open)))
def test_no_division_tells_of_fewer_than_three_nor_does_its_sum(found):
    rows = parted(found, "country", lambda row: row.code)
    assert all(row.cell.is_exact for row in rows)
    assert rows == [] or sum((row.cell for row in rows), Cell()) == total(found, found)
    alone, others = apart(found)
    assert sorted([*alone, *others]) == sorted(found)
    assert not others or not alone or total(found, others).is_exact


@pytest.mark.django_db
@settings(max_examples=12, deadline=None)
@given(*[st.tuples(st.sampled_from([0, 1, 3, 4]), st.sampled_from([0, 2, 3])) for _ in range(3)])
@example((4, 4), (4, 4), (1, 0))
@example((3, 0), (3, 3), (1, 2))
def test_nobody_who_hides_is_found_by_taking_sizes_from_the_whole(small, large, hidden):
    with transaction.atomic():
        for (unmet, met), population in ((small, 20_000), (large, 400_000)):
            ask_in("UY", unmet, met, population=population)
        ask_in("UY", *hidden, population=20_000, hide_city=True)
        found = figures()
        transaction.set_rollback(True)
    assert all(row.cell.is_exact for row in found.sizes)
    assert found.sizes == [] or sum((row.cell for row in found.sizes), Cell()) == found.whole
    for row in found.sizes:
        rest = found.whole.open - row.cell.open, found.whole.unmet - row.cell.unmet
        assert all(n == 0 or n >= FEWEST for n in (*rest, rest[0] - rest[1]))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(THEMES),
        st.dictionaries(st.sampled_from(COUNTRIES), cells().filter(lambda cell: cell.open), min_size=1),
    )
)
def test_no_row_of_themes_by_country_tells_of_fewer_than_three_nor_does_its_rest(found):
    shown = [row for row in ranked({theme: total(by, by) for theme, by in found.items()}) if row.cell.is_shown]
    columns, table = crossing(shown, found)
    for line in table:
        standing = [row for row in (*line.alone, line.others) if row]
        assert sum((row.cell for row in standing), Cell()) == line.theme.cell
        assert all(row.cell.is_exact for row in standing)
        assert len(line.alone) == len(columns)


@st.composite
def periods(draw):
    """A year of quarters, each outcome of up to five cities."""
    return [
        Period(day, day, tuple(outcome(name, draw(st.sets(st.integers(1, 8), max_size=5))) for name in OUTCOMES))
        for day in [date(2026, month, 1) for month in (1, 4, 7, 10)]
    ]


def outcome(name, cities):
    return Outcome(name, len(cities), frozenset(cities))


@given(periods())
def test_no_open_need_of_a_quarter_is_found_by_taking_the_others_from_the_whole(quarters):
    kept = standing_alone(quarters)
    assert [period.begins for period in kept] == sorted(period.begins for period in kept)
    assert len(kept) == 1 or all(period.may_stand for period in kept)
    for place in range(len(OUTCOMES)):
        assert sum(one.outcomes[place].needs for one in kept) == sum(one.outcomes[place].needs for one in quarters)


@given(periods())
def test_where_a_quarter_is_not_told_whole_at_least_is_no_more_than_there_were(quarters):
    for period in quarters:
        posted = sum(one.needs for one in period.outcomes)
        assert period.least == posted if period.is_exact else period.least <= posted


def test_the_last_quarter_goes_as_far_back_as_it_needs_company():
    days = [date(2026, month, 1) for month in (1, 4, 7)]
    waiting = zip(days, ({1, 2, 3}, set(), {4}), strict=True)
    quarters = [Period(day, day, tuple(outcome(name, cities) for name in OUTCOMES)) for day, cities in waiting]
    assert [(period.begins, period.last) for period in standing_alone(quarters)] == [(days[0], days[2])]
