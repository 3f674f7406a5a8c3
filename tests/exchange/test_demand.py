"""Figures of unmet demand: what is counted, and what becomes of the needs of a quarter."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from enlacesur.exchange import actions
from enlacesur.exchange.demand import Cell, figures, themes
from enlacesur.exchange.states import NeedState
from enlacesur.network.models import Organisation, today
from tests.factories.demand import ask_in, cover, leave_uncovered
from tests.factories.exchange import agree, ask, post

pytestmark = pytest.mark.django_db

GREEN, CULTURE = "ambiente-desarrollo-sostenible", "cultura"


# What is counted


def test_an_empty_network_has_no_figures():
    found = figures()
    assert (found.whole, found.themes, found.countries, found.periods) == (Cell(), [], [], [])


def test_open_needs_and_those_without_a_good_match():
    ask_in("UY", unmet=4, met=3)
    assert figures().whole == Cell(open=7, unmet=4, cities=7)


def test_one_for_members_alone_is_not_counted():
    ask_in("UY", unmet=3, visibility="members")
    assert figures().whole == Cell()


def test_nor_one_that_has_not_been_looked_at_yet():
    leave_uncovered(ask_in("UY", unmet=3))
    assert figures().whole == Cell()


def test_nor_one_that_is_settled():
    for need in ask_in("UY", unmet=3):
        actions.settle_need(need, NeedState.CLOSED, by=need.author)
    assert figures().whole == Cell()


def test_a_need_of_two_themes_counts_in_both_and_once_in_the_whole():
    ask_in("UY", unmet=3, themes=[GREEN, CULTURE, CULTURE])
    found = figures()
    assert {row.code: row.cell.open for row in found.themes} == {GREEN: 3, CULTURE: 3}
    assert found.whole.open == 3


def test_one_without_a_theme_counts_in_the_whole():
    ask_in("UY", unmet=3, themes=[])
    assert (figures().whole.open, figures().themes) == (3, [])


def test_themes_are_ranked_by_unmet_demand():
    ask_in("UY", unmet=3, met=9, themes=[GREEN])
    ask_in("BR", unmet=5, themes=[CULTURE])
    assert [(one.theme.slug, one.unmet, one.share) for one in themes()] == [(CULTURE, 5, 1.0), (GREEN, 3, 0.25)]


def test_by_country_and_by_theme_and_country():
    ask_in("UY", unmet=3, themes=[GREEN])
    ask_in("BR", unmet=3, met=3, themes=[GREEN])
    found = figures()
    assert {row.code: (row.cell.unmet, row.cell.open) for row in found.countries} == {"UY": (3, 3), "BR": (3, 6)}
    assert found.columns == ["BR", "UY"]
    assert [row.cell.unmet for row in found.crossed[0].alone] == [3, 3]


def test_by_size_of_city():
    ask_in("UY", unmet=3, population=20_000)
    ask_in("UY", unmet=4, population=2_000_000)
    assert [(row.code, row.cell.unmet) for row in figures().sizes] == [("small", 3), ("metropolis", 4)]


# What became of the needs of each quarter


def outcomes():
    return {one.name: one.words or one.needs for one in figures().periods[-1].outcomes}


def test_one_that_an_exchange_helps_is_helped_whatever_its_state(canoas, joana):
    for need in ask_in("UY", unmet=3):
        agree(ask(need.organisation, canoas, need.author, need=need), joana)
        actions.settle_need(need, NeedState.MET, by=need.author)
    assert outcomes() == {"helped": 3, "met": 0, "unmet": 0, "waiting": 0, "withdrawn": 0}


def test_one_of_which_is_only_talked_still_waits(canoas):
    for need in ask_in("UY", met=3):
        ask(need.organisation, canoas, need.author, need=need)
    assert outcomes()["waiting"] == 3


def test_met_withdrawn_and_still_unmet():
    for state in (NeedState.MET, NeedState.CLOSED):
        for need in ask_in("UY", unmet=3):
            actions.settle_need(need, state, by=need.author)
    ask_in("UY", unmet=4)
    assert outcomes() == {"helped": 0, "met": 3, "unmet": 4, "waiting": 0, "withdrawn": 3}


def test_where_some_are_too_few_the_whole_is_told_as_the_least_that_it_can_be():
    ask_in("UY", unmet=4, met=2)
    quarter = figures().periods[-1]
    assert outcomes()["waiting"] == "de menos de 3 ciudades"
    assert (quarter.is_exact, quarter.least) == (False, 5)


def test_a_year_back_without_cutting_a_quarter_and_all_before_that():
    first = today().replace(year=today().year - 1, month=today().month - (today().month - 1) % 3, day=1)
    noon = datetime(first.year, first.month, 1, 12, tzinfo=UTC)
    for posted_at in (noon - timedelta(days=500), noon - timedelta(days=2), noon, timezone.now()):
        ask_in("UY", unmet=3, posted_at=posted_at)
    before, then, now = figures().periods
    assert (before.begins, then.begins, now.begins) == (None, first, now.last)
    assert (before.least, then.least, now.least) == (6, 3, 3)


def test_a_quarter_with_too_few_open_ones_stands_together_with_the_next():
    """Else it would be the open ones of the whole, less those of the other quarters."""
    ask_in("UY", unmet=2, posted_at=timezone.now() - timedelta(days=200))
    ask_in("UY", unmet=4)
    (period,) = figures().periods
    assert period.begins < period.last
    assert outcomes()["unmet"] == 6


# What is not told


def test_a_city_that_hides_counts_for_its_theme_and_country():
    ask_in("UY", unmet=3)
    ask_in("UY", unmet=1, hide_city=True)
    assert figures().whole == Cell(open=4, unmet=4, cities=3)


def test_but_its_size_is_not_known():
    ask_in("UY", unmet=3, population=20_000)
    ask_in("BR", unmet=3, population=2_000_000)
    hidden = [*ask_in("UY", unmet=2, population=400_000, hide_city=True), *ask_in("UY", unmet=5, hide_city=True)]
    before = figures().sizes
    assert [(row.codes, row.cell.open) for row in before] == [(("metropolis",), 3), (("unknown", "small"), 10)]
    Organisation.objects.filter(pk__in=[need.organisation_id for need in hidden]).update(population=20_000)
    assert figures().sizes == before


def test_one_that_hides_is_not_found_by_taking_the_sizes_from_the_whole():
    for population in (20_000, 2_000_000):
        ask_in("UY", unmet=4, met=4, population=population)
    ask_in("UY", unmet=1, population=20_000, hide_city=True)
    found = figures()
    assert sum((row.cell for row in found.sizes), Cell()) == found.whole == Cell(17, 9, 16)


def test_whether_two_hidden_needs_are_of_one_city_is_not_seen_from_what_is_shown(rivera, lucia):
    """A figure begins with three cities that give their name: none appears or goes with who hides."""
    ask_in("UY", unmet=2)
    cover(post(rivera, lucia, hide_city=True), good=0)
    same = figures().themes
    ask_in("UY", unmet=5, hide_city=True)
    assert (same, figures().themes) == ([], [])


def test_many_needs_of_one_city_do_not_make_a_figure(rivera, lucia):
    for _time in range(5):
        cover(post(rivera, lucia), good=0)
    found = figures()
    assert not found.whole.is_shown
    assert (found.themes, [row.code for row in found.quiet]) == ([], [GREEN])


def test_the_figures_take_two_queries_whatever_there_is(django_assert_num_queries):
    figures()  # vocabularies are read once per process
    with django_assert_num_queries(2):
        figures()
    for country in ("AR", "BR", "UY"):
        ask_in(country, unmet=3, met=3, themes=[GREEN, CULTURE])
    with django_assert_num_queries(2):
        figures()
