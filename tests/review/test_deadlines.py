from datetime import timedelta

import pytest

from enlacesur.journal.models import Event
from enlacesur.network.models import today
from enlacesur.notifications.models import Notification, Preferences
from enlacesur.notifications.reminders import remind_of_deadlines
from enlacesur.review import actions
from tests.factories.notifications import fan_out, told
from tests.factories.review import assigned, evaluator, judged


@pytest.fixture
def mine(assessment, secretary, joana):
    """Asked a month ago: what was only just asked needs no reminder."""
    evaluation = assigned(assessment, secretary, evaluator(secretary, joana))
    evaluation.asked_at -= timedelta(days=30)
    evaluation.save()
    return evaluation


def due_in(evaluation, days):
    evaluation.due = today() + timedelta(days=days)
    evaluation.save()


def reminded():
    return list(Event.objects.filter(verb__startswith="deadline.").values_list("verb", "data__days").order_by("id"))


def test_a_week_and_a_day_before_and_when_it_is_past(mine):
    for days in (8, 7, 6, 1, 0, -1, -2):
        due_in(mine, days)
        remind_of_deadlines()
    # Each day counts as another deadline here: what is told of one day is told once.
    assert {mark for _verb, mark in reminded()} == {7, 1, -1}
    assert not Event.objects.filter(verb="deadline.near", data__days=8).exists()


@pytest.mark.parametrize(
    ("days", "told_as"),
    [(8, []), (7, [("deadline.near", 7)]), (1, [("deadline.near", 1)]), (-1, [("deadline.past", -1)]), (-20, [])],
)
def test_each_is_told_once_to_the_evaluator_alone(mine, joana, days, told_as):
    due_in(mine, days)
    for _hour in range(3):
        remind_of_deadlines()
    assert reminded() == told_as
    assert all(event.audience_ids == [joana.pk] for event in Event.objects.filter(verb__startswith="deadline."))


def test_what_is_in_or_handed_over_is_not_told_of(mine, assessment, secretary):
    due_in(mine, 3)
    actions.hand_over(mine, "Está de licencia.", by=secretary)
    due_in(judged(assessment, secretary), 3)
    assert remind_of_deadlines() == 0


def test_the_notice_says_what_is_due(mine, joana):
    due_in(mine, -1)
    remind_of_deadlines()
    fan_out()
    # About the same evaluation: the request and the reminder are one notice.
    assert told(joana) == ["evaluator.admitted", "deadline.past"]
    notice = Notification.objects.get(person=joana, event__verb="deadline.past")
    assert "Evalúe «Ferias sin restos (Banco de Buenas Prácticas)»" in notice.title


def test_it_stands_in_the_calendar_of_the_evaluator_and_of_nobody_else(client, mine, joana, lucia):
    for person, key in ((joana, "hers"), (lucia, "other")):
        Preferences.objects.create(person=person, feed_key=key)
    # The evaluator reads Portuguese
    assert b"SUMMARY:Avalie" in client.get("/privado/hers/plazos.ics").content
    assert b"Ferias" not in client.get("/privado/other/plazos.ics").content
