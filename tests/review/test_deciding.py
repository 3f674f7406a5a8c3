from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connections, transaction

from enlacesur.core.states import NotNow
from enlacesur.journal.models import Event
from enlacesur.journal.said import words_at
from enlacesur.review import actions, subjects
from enlacesur.review.models import Assessment, Evaluation
from enlacesur.review.subjects import Kind
from tests.factories.journal import words_to_places
from tests.factories.network import affiliate
from tests.factories.review import KIND, SUMMARY, answers, decided, evaluator, judged, under_way


def test_the_feature_is_told_in_the_same_transaction(ready, secretary, cards):
    decided(ready, secretary, "distinguished")
    assert cards == [(1, "distinguished")]


def test_what_the_feature_refuses_is_not_decided(ready, secretary, monkeypatch):
    def refuse(assessment, by):
        raise NotNow("La ficha se retiró.")

    monkeypatch.setitem(subjects.KINDS, KIND, Kind(decided=refuse, sheet=lambda assessment: ""))
    with pytest.raises(NotNow):
        decided(ready, secretary)
    ready.refresh_from_db()
    assert ready.is_open
    assert not Event.objects.filter(verb="assessment.accepted").exists()


def test_what_nobody_recommends_needs_a_reason(ready, secretary):
    with pytest.raises(NotNow, match="Nadie de quienes la evaluaron"):
        decided(ready, secretary, "declined", against_reason=" ")
    assert decided(ready, secretary, "declined").against_reason == "Lo pide el reglamento."


def test_what_is_recommended_needs_none(ready, secretary):
    assert decided(ready, secretary, "accepted").against_reason == ""


def test_the_parties_are_told_with_the_reasons(ready, secretary, rivera):
    decided(ready, secretary)
    event = Event.objects.get(verb="assessment.accepted")
    place = event.data["says"]
    assert event.audience_ids == [rivera.pk]
    assert words_at([place]) == {place: "Los resultados están probados."}


def test_the_journal_which_forgets_nothing_has_none_of_them(ready, secretary):
    decided(ready, secretary)
    assert "probados" not in str(list(Event.objects.values()))


def test_nor_of_what_was_decided_before(ready, secretary):
    decided(ready, secretary)
    event = Event.objects.get(verb="assessment.accepted")
    place, event.data = event.data["says"], {"says": "Los resultados están probados."}
    event.save()
    words_to_places("review", "0003_reasons_stay_where_they_were_said")
    event.refresh_from_db()
    assert event.data == {"says": place}


def test_nobody_else_decides(ready, lucia, ramon, joana, stranger):
    evaluators = [one.evaluator.person for one in ready.evaluations.whole()]
    for person in (lucia, ramon, joana, stranger, *evaluators):
        with pytest.raises(PermissionDenied):
            decided(ready, person)


def test_who_acts_for_a_party_does_not_decide_for_the_secretariat(ready, secretary, rivera):
    affiliate(secretary, rivera)
    with pytest.raises(PermissionDenied):
        decided(ready, secretary)


def test_nor_does_who_evaluated_it(assessment, secretary):
    done = judged(assessment, secretary)
    judged(assessment, secretary)
    affiliate(done.evaluator.person, secretary.affiliations.get().organisation)
    with pytest.raises(PermissionDenied, match="Usted la evaluó"):
        decided(assessment, done.evaluator.person)


@pytest.mark.parametrize("decision", ["accepted", "distinguished", "declined"])
def test_without_enough_evaluations_nothing_is_decided(assessment, secretary, decision):
    judged(assessment, secretary)
    with pytest.raises(NotNow, match="Faltan evaluaciones"):
        decided(assessment, secretary, decision)


def test_but_what_lacks_something_goes_back_at_once(assessment, secretary):
    assert decided(assessment, secretary, "returned").decision == "returned"


def test_every_decision_has_its_reasons(ready, secretary):
    for decision in ("accepted", "distinguished", "declined", "returned"):
        with pytest.raises(NotNow):
            decided(ready, secretary, decision, reasons=" ")


def test_what_is_accepted_needs_a_summary_for_everybody(ready, secretary):
    with pytest.raises(NotNow, match="todo el mundo"):
        decided(ready, secretary, public_summary="")


def test_what_is_declined_has_none(ready, secretary):
    assert decided(ready, secretary, "declined", public_summary=SUMMARY).public_summary == ""


def test_nothing_is_decided_twice(ready, secretary):
    decided(ready, secretary)
    with pytest.raises(NotNow):
        decided(ready, secretary, "declined")


@pytest.mark.parametrize(
    "change", [{"decision": ""}, {"decided_by": None}, {"decided_at": None}, {"state": "open"}], ids=str
)
def test_the_database_keeps_a_decision_whole(ready, secretary, change):
    decided(ready, secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=ready.pk).update(**change)


@pytest.mark.parametrize(
    "change", [{"submitted_at": None}, {"overall": None}, {"recommendation": ""}, {"state": "accepted"}], ids=str
)
def test_and_an_evaluation_that_is_in(ready, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=ready.evaluations.first().pk).update(**change)


def at_once(*steps):
    """What becomes of each of these when all begin at the same moment."""
    barrier = Barrier(len(steps))

    def take(step):
        barrier.wait(5)
        try:
            return step().state
        except NotNow:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as threads:
        return sorted(threads.map(take, steps))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does(ready, secretary, cards):
    outcomes = at_once(lambda: decided(ready, secretary, "accepted"), lambda: decided(ready, secretary, "declined"))
    assert outcomes == ["decided", "refused"]
    assert len(cards) == 1


@pytest.mark.django_db(transaction=True)
def test_an_evaluation_that_is_submitted_while_it_is_handed_over_is_one_or_the_other(assessment, secretary):
    evaluation = under_way(assessment, secretary, evaluator(secretary))
    person = evaluation.evaluator.person
    actions.save_scores(evaluation, answers(), by=person)
    outcomes = at_once(
        lambda: actions.submit(evaluation, by=person),
        lambda: actions.hand_over(evaluation, "Está de licencia.", by=secretary),
    )
    evaluation.refresh_from_db()
    assert "refused" in outcomes
    assert evaluation.state in outcomes
