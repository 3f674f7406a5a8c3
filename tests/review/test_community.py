import pytest
from django.core.exceptions import PermissionDenied

from enlacesur.core.states import NotNow
from enlacesur.journal.models import Event
from enlacesur.journal.said import words_at
from enlacesur.review import community
from enlacesur.review.models import Evaluator, Tie
from tests.factories.review import PROFILE, assigned, evaluator, offered


def test_who_offers_is_told_to_the_secretariat(secretary, joana):
    offered(joana)
    event = Event.objects.get(verb="evaluator.offered")
    assert event.audience_ids == [secretary.affiliations.get().organisation_id]


def test_offering_again_brings_the_profile_up_to_date(secretary, joana):
    evaluator(secretary, joana)
    again = community.offer(joana, PROFILE | {"about": "Otra cosa."})
    assert (Evaluator.objects.count(), again.about, again.state) == (1, "Otra cosa.", "admitted")


def test_who_decides_does_not_offer(secretary):
    with pytest.raises(PermissionDenied):
        offered(secretary)


def test_nobody_admits_but_the_secretariat(joana, lucia, stranger):
    who = offered(joana)
    for person in (joana, lucia, stranger):
        with pytest.raises(PermissionDenied):
            community.admit(who, by=person)


def test_a_refusal_says_why(secretary, joana):
    who = offered(joana)
    with pytest.raises(NotNow):
        community.refuse(who, "", by=secretary)
    assert community.refuse(who, "Falta experiencia.", by=secretary).state == "refused"
    place = Event.objects.get(verb="evaluator.refused").data["says"]
    assert words_at([place]) == {place: "Falta experiencia."}


def test_who_was_refused_may_offer_again(secretary, joana):
    community.refuse(offered(joana), "Falta experiencia.", by=secretary)
    assert offered(joana).state == "offered"


def test_an_offer_is_not_admitted_by_oneself_through_a_rest(joana):
    who = offered(joana)
    for step in (community.rest, community.go_on):
        with pytest.raises(NotNow):
            step(who, by=joana)


def test_who_rests_goes_on(secretary, joana):
    who = evaluator(secretary, joana)
    assert community.go_on(community.rest(who, by=joana), by=joana).state == "admitted"


def test_another_evaluator_and_a_stranger_do_not_make_one_rest(secretary, joana, stranger, lucia):
    who = evaluator(secretary, joana)
    for person in (stranger, lucia, evaluator(secretary).person):
        with pytest.raises(PermissionDenied):
            community.rest(who, by=person)


def test_nobody_ends_with_an_evaluation_in_hand(secretary, assessment):
    who = evaluator(secretary)
    assigned(assessment, secretary, who)
    with pytest.raises(NotNow):
        community.end(who, by=who.person)


def test_a_tie_is_declared_and_taken_back_once_and_on_record(secretary, joana, rivera, stranger):
    who = evaluator(secretary, joana)
    tie = community.declare_tie(who, rivera, "Es su ciudad natal.", by=joana)
    assert community.declare_tie(who, rivera, "Otra vez.", by=joana) == tie
    with pytest.raises(PermissionDenied):
        community.take_tie_back(tie, by=stranger)
    gone = tie.pk
    community.take_tie_back(tie, by=joana)
    assert not Tie.objects.exists()
    with pytest.raises(NotNow, match="Esto ya estaba hecho"):
        community.take_tie_back(Tie(pk=gone, evaluator=who), by=joana)
    assert Event.objects.get(verb="tie.declared").title == "Intendencia de Rivera"
    assert "Es su ciudad natal." in Event.objects.get(verb="tie.taken_back").title
