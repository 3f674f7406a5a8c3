from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from enlacesur.core.states import NotNow
from enlacesur.journal.models import Event
from enlacesur.network.models import today
from enlacesur.review import actions, community
from tests.factories.network import affiliate
from tests.factories.review import assigned, evaluator, judged, offered, put_forward


def test_the_evaluator_is_told_by_when(assessment, secretary):
    evaluation = assigned(assessment, secretary)
    event = Event.objects.get(verb="evaluation.asked")
    assert event.audience_ids == [evaluation.evaluator.person_id]
    assert event.data["due"] == (today() + timedelta(days=30)).isoformat()


def test_the_secretariat_may_name_another_day(assessment, secretary):
    assert assigned(assessment, secretary, due=date(2030, 1, 2)).due == date(2030, 1, 2)


def test_nobody_else_asks_an_evaluator(assessment, secretary, lucia, ramon, joana, stranger):
    who = evaluator(secretary)
    for person in (lucia, ramon, joana, stranger, who.person):
        with pytest.raises(PermissionDenied):
            actions.assign(assessment, who, by=person)


def test_nor_somebody_of_the_secretariat_who_acts_for_a_party(assessment, secretary, rivera):
    affiliate(secretary, rivera)
    with pytest.raises(PermissionDenied, match="otra persona de la Secretaría"):
        assigned(assessment, secretary)


def test_who_is_not_admitted_is_not_asked(assessment, secretary):
    with pytest.raises(NotNow):
        actions.assign(assessment, offered(), by=secretary)


def test_nor_who_rests(assessment, secretary):
    who = evaluator(secretary)
    community.rest(who, by=who.person)
    with pytest.raises(NotNow):
        actions.assign(assessment, who, by=secretary)


def test_nor_the_same_one_twice(assessment, secretary):
    who = evaluator(secretary)
    assigned(assessment, secretary, who)
    with pytest.raises(NotNow, match="ya evalúa"):
        assigned(assessment, secretary, who)


def test_nor_of_what_is_decided_or_withdrawn(assessment, secretary, lucia):
    actions.close(assessment, by=lucia)
    with pytest.raises(NotNow):
        assigned(assessment, secretary)


def test_who_stands_too_near_is_not_asked_and_the_reason_is_said(assessment, secretary, joana, rivera):
    who = evaluator(secretary, joana)
    community.declare_tie(who, rivera, "Asesoró el programa.", by=joana)
    with pytest.raises(NotNow, match=r"Asesoró el programa\."):
        assigned(assessment, secretary, who)


def test_what_is_in_takes_up_no_place(rivera, lucia, secretary):
    who = evaluator(secretary, at_once=1)
    judged(put_forward(rivera, lucia, 1), secretary, who)
    assert assigned(put_forward(rivera, lucia, 2), secretary, who).pk


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_an_evaluator_goes_to_one_of_two_who_ask_at_once(rivera, lucia, secretary):
    who = evaluator(secretary, at_once=1)
    both = [put_forward(rivera, lucia, 1), put_forward(rivera, lucia, 2)]
    barrier = Barrier(2)

    def ask(assessment):
        barrier.wait(5)
        try:
            return assigned(assessment, secretary, who).state
        except NotNow:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(ask, both)) == ["asked", "refused"]
    assert who.evaluations.count() == 1
