"""Reminders of deadlines: told once in the last week and once at the last, of what is still owed by that day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from enlacesur.core.locks import Lock
from enlacesur.journal.models import Event
from enlacesur.network.models import today
from enlacesur.notifications.compose import compose
from enlacesur.notifications.deadlines import SOURCES, deadlines
from enlacesur.notifications.jobs import remind
from enlacesur.notifications.models import Letter, Notification
from enlacesur.notifications.reminders import remind_of_deadlines
from tests.factories.exchange import agree, ask, proposal
from tests.factories.notifications import fan_out, make_due, post_letters, reachable, told


def marks():
    """With what the reminders so far are marked."""
    return list(Event.objects.filter(verb="deadline.near").order_by("id").values_list("data__days", flat=True))


def asked_long_ago(rivera, canoas, lucia, left):
    """Canoas was asked weeks ago, and has this many days left."""
    exchange = ask(rivera, canoas, lucia, proposal(starts=today() + timedelta(days=left)))
    exchange.proposals.update(at=timezone.now() - timedelta(days=30))
    return exchange


@pytest.mark.parametrize(("left", "told_as"), [(8, []), (7, [7]), (5, [7]), (2, [7]), (1, [1]), (0, [1]), (-1, [])])
def test_one_comes_in_the_last_week_and_one_at_the_last_whenever_the_worker_runs(
    rivera, canoas, lucia, joana, left, told_as
):
    asked_long_ago(rivera, canoas, lucia, left)
    assert remind_of_deadlines() == len(told_as)
    assert marks() == told_as


@pytest.mark.parametrize("left", [7, 1])
def test_a_second_run_tells_nothing(rivera, canoas, lucia, joana, left):
    asked_long_ago(rivera, canoas, lucia, left)
    remind_of_deadlines()
    assert remind_of_deadlines() == 0


@pytest.mark.parametrize(("left", "told_as"), [(9, [7, 1]), (8, [7, 1]), (7, [1]), (2, [1]), (1, []), (0, [])])
def test_who_was_just_asked_is_not_reminded_of_it(rivera, canoas, lucia, joana, monkeypatch, left, told_as):
    first = today()
    ask(rivera, canoas, lucia, proposal(starts=first + timedelta(days=left)))
    for passed in range(12):
        monkeypatch.setattr("enlacesur.notifications.reminders.today", lambda now=passed: first + timedelta(now))
        remind_of_deadlines()
    assert marks() == told_as


def test_one_that_has_another_day_since_is_told_anew(rivera, canoas, lucia, joana):
    exchange = asked_long_ago(rivera, canoas, lucia, 3)
    remind_of_deadlines()
    day = today() + timedelta(days=5)
    exchange.proposals.update(starts=day, ends=day)
    assert remind_of_deadlines() == 1
    assert remind_of_deadlines() == 0


def test_two_about_one_thing_on_one_day_are_told_both(rivera, canoas, lucia, joana, monkeypatch):
    asked_long_ago(rivera, canoas, lucia, 3)
    also = [
        replace(one, what="exchange.report") for one in deadlines([canoas.pk], today(), today() + timedelta(days=7))
    ]
    monkeypatch.setattr("enlacesur.notifications.deadlines.SOURCES", [*SOURCES, lambda *_: also])
    assert remind_of_deadlines() == 2
    assert remind_of_deadlines() == 0


@pytest.fixture
def reminded(rivera, canoas, lucia, joana):
    """A mail that reminds Joana waits."""
    reachable(joana)
    exchange = asked_long_ago(rivera, canoas, lucia, 1)
    remind_of_deadlines()
    fan_out()
    make_due()
    compose()
    return exchange


def fate():
    post_letters()
    return Letter.objects.get().state


def test_a_mail_reminds_of_what_is_still_to_be_done_and_leads_there(reminded, mailoutbox):
    assert fate() == "sent"
    assert "Fazer agora: http" in mailoutbox[0].body


def test_none_does_of_what_was_done_while_it_waited(reminded, joana):
    agree(reminded, by=joana)
    assert fate() == "dropped"


def test_nor_of_a_day_that_is_another_one_by_now(reminded):
    day = today() + timedelta(days=9)
    reminded.proposals.update(starts=day, ends=day)
    assert fate() == "dropped"


def test_an_event_names_the_deadline_and_who_owes_it(rivera, canoas, lucia, joana):
    exchange = asked_long_ago(rivera, canoas, lucia, 3)
    remind_of_deadlines()
    assert Event.objects.get(verb="deadline.near").data == {
        "due": exchange.terms.starts.isoformat(),
        "days": 7,
        "organisation": canoas.pk,
        "what": "exchange.answer",
        "words": {"city": "Rivera", "topic": "Cómo acordar con los feriantes"},
    }


def test_while_another_worker_tells_this_one_does_not(rivera, canoas, lucia, joana):
    asked_long_ago(rivera, canoas, lucia, 1)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [Lock.REMINDING.value])
            assert remind_of_deadlines() == 0
            cursor.execute("SELECT pg_advisory_unlock(%s)", [Lock.REMINDING.value])
    finally:
        other.close()
    assert remind_of_deadlines() == 1


def test_they_are_looked_for_every_hour_of_the_day():
    periodic = remind.blueprint.periodic_registry.periodic_tasks["notifications.remind", ""]
    hours = {periodic.croniter.get_next(ret_type=float) % 86_400 // 3600 for _ in range(24)}
    assert hours == set(range(9, 24))


def test_those_are_told_who_owe_it_and_it_is_never_crowded_out(rivera, canoas, lucia, joana):
    asked_long_ago(rivera, canoas, lucia, 1)
    fan_out()
    Notification.objects.update(read_at="2026-01-01T00:00Z")
    remind_of_deadlines()
    fan_out()
    assert (told(joana)[-1], told(lucia)) == ("deadline.near", [])
    assert Notification.objects.get(event__verb="deadline.near").mandatory
