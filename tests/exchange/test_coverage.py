"""How well an open need is met: found by the worker, as the need's own page finds it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from enlacesur.exchange import actions, coverage
from enlacesur.exchange.candidates import candidates_for
from enlacesur.exchange.jobs import find_waiting_needs
from enlacesur.exchange.models import Coverage, Need
from enlacesur.exchange.states import NeedState
from enlacesur.journal.models import Event
from enlacesur.matching import index
from tests.factories.exchange import offer_expert, offer_strength, post
from tests.factories.practices import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked_at(monkeypatch):
    """A look with the index as the database is: without one, every need would seem unmet."""
    monkeypatch.setattr(index, "catch_up", lambda: None)

    def look(most=coverage.PORTION):
        index.rebuild()
        return coverage.look_at_portion(most)

    return look


@pytest.fixture
def need(rivera, lucia):
    return post(rivera, lucia)


def make_old(**ago):
    Coverage.objects.update(found_at=timezone.now() - timedelta(**ago))


def test_nothing_is_shared_and_nothing_is_found(need, looked_at):
    looked_at()
    row = need.coverage
    assert (row.solution, row.strength, row.expert, row.good) == ("none", "none", "none", 0)
    assert list(Need.objects.unmet()) == [need]


def test_what_is_found_is_what_the_page_of_the_need_shows(need, canoas, lucia, joana, looked_at):
    publish(canoas, joana)
    offer_strength(canoas, joana)
    offer_expert(canoas, joana)
    looked_at()
    shown = [c for c in candidates_for(need, lucia) if c.kind in coverage.HELP]
    for kind in coverage.HELP:
        first = next((c.strength for c in shown if c.kind == kind), "none")
        assert getattr(need.coverage, kind) == first
    assert need.coverage.good == sum(c.strength in ("strong", "good") for c in shown) > 0
    assert not Need.objects.unmet().exists()


def test_ones_own_solution_is_no_help(need, rivera, lucia, looked_at):
    publish(rivera, lucia)
    looked_at()
    assert need.coverage.solution == "none"


def test_what_the_city_called_not_useful_does_not_meet_its_need(need, canoas, lucia, joana, looked_at):
    practice = publish(canoas, joana)
    actions.judge(need, f"solution:{practice.pk}", useful=False, by=lucia)
    looked_at()
    assert need.coverage.good == 0


def test_a_look_that_is_fresh_is_not_taken_again(need, looked_at):
    assert (looked_at(), looked_at()) == (1, 0)


def test_an_edited_need_is_looked_at_again(need, lucia, looked_at):
    looked_at()
    actions.edit_need(need, {"title": "Otra cosa"}, by=lucia)
    assert looked_at() == 1


def test_so_is_every_open_one_after_a_day(need, looked_at):
    looked_at()
    make_old(hours=25)
    assert looked_at() == 1


def test_a_settled_need_is_not_looked_at_until_it_is_open_again(need, lucia, looked_at):
    looked_at()
    make_old(hours=25)
    actions.settle_need(need, NeedState.MET, by=lucia)
    assert looked_at() == 0
    actions.settle_need(need, NeedState.OPEN, by=lucia)
    assert looked_at() == 1


def test_something_new_that_meets_it_makes_it_due(need, canoas, joana, looked_at):
    looked_at()
    publish(canoas, joana)
    index.rebuild()
    find_waiting_needs(list(Event.objects.filter(verb="solution.published")))
    assert list(Need.objects.to_look_at()) == [need]
    looked_at()
    assert need.coverage.good > 0
    assert not Need.objects.to_look_at().exists()


@pytest.mark.parametrize("verb", ["recorded", "republished"])
def test_so_does_what_was_brought_in_or_shared_again_and_nobody_is_told(need, canoas, joana, looked_at, verb):
    looked_at()
    practice = publish(canoas, joana)
    index.rebuild()
    event = Event(verb=f"solution.{verb}", target_kind="solution", target_id=practice.pk)
    find_waiting_needs([event])
    assert list(Need.objects.to_look_at()) == [need]
    assert not Event.objects.filter(verb="match.found").exists()


def test_something_new_of_another_matter_does_not(rivera, canoas, lucia, joana, looked_at):
    post(rivera, lucia, title="Una orquesta juvenil", text="Faltan violines, profesores y dónde ensayar.", themes=[])
    looked_at()
    publish(canoas, joana)
    index.rebuild()
    find_waiting_needs(list(Event.objects.filter(verb="solution.published")))
    assert not Need.objects.to_look_at().exists()


def test_it_goes_in_portions_the_longest_waiting_first(rivera, lucia, looked_at):
    first, second, third = [post(rivera, lucia) for _ in range(3)]
    assert looked_at(2) == 2
    assert set(Coverage.objects.values_list("need", flat=True)) == {first.pk, second.pk}
    make_old(hours=30)
    assert looked_at(1) == 1
    assert set(Coverage.objects.values_list("need", flat=True)) == {first.pk, second.pk, third.pk}


def test_one_killed_in_the_middle_keeps_what_it_found_and_the_next_goes_on(rivera, lucia, looked_at, monkeypatch):
    needs = [post(rivera, lucia) for _ in range(3)]
    real = coverage.coverage_of

    def die(need):
        if need == needs[1]:
            raise KeyboardInterrupt
        return real(need)

    with monkeypatch.context() as death:
        death.setattr(coverage, "coverage_of", die)
        with pytest.raises(KeyboardInterrupt):
            looked_at()
    assert list(Coverage.objects.values_list("need", flat=True)) == [needs[0].pk]
    assert (looked_at(), looked_at()) == (2, 0)


def test_one_that_cannot_be_matched_does_not_keep_the_others_from_it(rivera, lucia, looked_at, monkeypatch, caplog):
    needs = [post(rivera, lucia) for _ in range(2)]
    real = coverage.coverage_of

    def fail(need):
        if need == needs[0]:
            raise ValueError
        return real(need)

    monkeypatch.setattr(coverage, "coverage_of", fail)
    looked_at()
    assert list(Coverage.objects.values_list("need", flat=True)) == [needs[1].pk]
    assert f"need {needs[0].pk}" in caplog.text


def test_a_good_one_that_is_none_of_the_kinds_cannot_be_kept(need):
    with pytest.raises(IntegrityError):
        Coverage.objects.create(
            need=need, solution="none", strength="possible", expert="none", good=1, found_at=timezone.now()
        )
