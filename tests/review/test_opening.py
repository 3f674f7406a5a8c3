from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from enlacesur.core.states import NotNow
from enlacesur.review import actions
from enlacesur.review.models import Assessment
from enlacesur.review.proposals import proposals
from tests.factories.review import decided, evaluator, judged, put_forward, subject


def test_it_keeps_the_rubric_by_which_it_is_judged(assessment):
    assert assessment.rubric["version"] == "2026.1"
    assert assessment.rubric_used.label == "Banco de Buenas Prácticas"


def test_it_bears_the_countries_of_its_parties(rivera, canoas, lucia):
    assert put_forward(rivera, lucia, parties=[rivera, canoas]).countries == ["BR", "UY"]


def test_a_stranger_and_another_city_do_not_put_it_forward(rivera, stranger, joana):
    for person in (stranger, joana):
        with pytest.raises(PermissionDenied):
            put_forward(rivera, person)


def test_the_secretariat_does_in_the_name_of_a_party(rivera, secretary):
    assert put_forward(rivera, secretary).pk


def test_nothing_is_judged_twice_at_a_time(assessment, rivera, lucia):
    with pytest.raises(NotNow, match="ya se está evaluando"):
        put_forward(rivera, lucia)


@pytest.mark.django_db(transaction=True)
def test_two_who_put_it_forward_at_once_open_one(rivera, lucia, ramon):
    barrier = Barrier(2)

    def put(person):
        barrier.wait(5)
        try:
            return put_forward(rivera, person).round
        except NotNow:
            return 0
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(put, (lucia, ramon))) == [0, 1]


def test_what_no_room_has_registered_is_a_fault_of_ours(rivera, lucia):
    with pytest.raises(LookupError):
        actions.open_assessment(
            subject().__class__("nada", 1, "x", "/"), parties=[rivera], rubric_name="bank", edition="2026", by=lucia
        )


class TestAfterAReturn:
    @pytest.fixture
    def again(self, assessment, secretary, rivera, lucia):
        judged(assessment, secretary, first := evaluator(secretary, themes=[]), score=2)
        evaluator(secretary)  # who fits better, but has not read it
        returned = decided(assessment, secretary, "returned")
        return returned, put_forward(rivera, lucia), first

    def test_it_is_another_round(self, again):
        returned, second, _first = again
        assert (second.round, second.previous) == (2, returned)

    def test_the_round_before_stays_as_it_was(self, again):
        returned, _second, first = again
        assert [one.evaluator for one in returned.evaluations.submitted()] == [first]
        assert Assessment.objects.get(pk=returned.pk).decision == "returned"

    def test_who_judged_it_before_is_proposed_first(self, again):
        _returned, second, first = again
        row = proposals(second)[0]
        assert (row.evaluator, row.earlier) == (first, True)


def test_who_withdraws_it_releases_its_evaluators(assessment, secretary, lucia):
    evaluation = actions.assign(assessment, evaluator(secretary), by=secretary)
    assert actions.close(assessment, by=lucia).state == "closed"
    evaluation.refresh_from_db()
    assert evaluation.state == "released"


def test_another_city_does_not_withdraw_it(assessment, joana, stranger):
    for person in (joana, stranger):
        with pytest.raises(PermissionDenied):
            actions.close(assessment, by=person)
