"""Who tells and who composes meet in the notices of one person, in any order: none is ever undone by it."""

from threading import Thread

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from enlacesur.journal.actions import CONSUMERS, Target, record
from enlacesur.notifications import actions
from enlacesur.notifications.compose import compose
from enlacesur.notifications.models import Letter, Notification
from tests.factories.notifications import interest, reachable, told
from tests.following import until

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def news(pk):
    return record("solution.published", Target("solution", pk, "Feria", "/"), data={"thing": f"solution:{pk}"})


def asked_of(person, pk):
    return record("exchange.asked", Target("solution", pk, "Feria", "/"), audience="people", audience_ids=[person.pk])


class Apart(Thread):
    """Work in a thread and a transaction of its own, as the worker does it."""

    fault = None

    def __init__(self, work, *given):
        super().__init__()
        self.work, self.given = work, given
        self.start()

    def run(self):
        try:
            with transaction.atomic():
                self.work(*self.given)
        except Exception as fault:
            self.fault = fault
        finally:
            connections.close_all()


def waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def test_each_waits_for_the_other_and_never_both(lucia):
    """Held up in the middle, one has told of the first thing and the other of the second; then each goes on to the
    other's."""
    interest(lucia, kinds=["solution"])
    first, second, *held = range(1, 5)
    for pk in (first, second, *held):
        Notification.objects.create(person=lucia, event_id=0 - pk, thing=f"solution:{pk}")
    with transaction.atomic():
        said = [news(pk) for pk in (first, held[0], second)]
        asked = [asked_of(lucia, pk) for pk in (second, held[1], first)]
    with transaction.atomic():
        things = [f"solution:{pk}" for pk in held]
        list(Notification.objects.filter(thing__in=things).select_for_update())
        lanes = [Apart(CONSUMERS["notifications"], said), Apart(CONSUMERS["pressing"], asked)]
        until(lambda: waiting() == 2)
    for lane in lanes:
        lane.join(20)
    assert [lane.fault for lane in lanes] == [None, None]
    assert sorted(told(lucia)) == ["exchange.asked"] * 3 + ["solution.published"]


def test_composing_waits_for_nobody_who_tells(lucia):
    reachable(lucia)
    interest(lucia, kinds=["solution"])
    with transaction.atomic():
        said = [news(pk) for pk in (1, 4, 3)]
    for pk in range(1, 5):
        Notification.objects.create(
            person=lucia, event_id=0 - pk, thing=f"solution:{pk}", due_at=timezone.now() if pk < 4 else None
        )
    with transaction.atomic():
        list(Notification.objects.filter(thing__in=["solution:2", "solution:4"]).select_for_update())
        others = [Apart(compose), Apart(CONSUMERS["notifications"], said)]
        others[0].join(20)
    for other in others:
        other.join(20)
    assert [other.fault for other in others] == [None, None]
    assert Letter.objects.exists()


def test_composing_does_not_wait_for_who_follows_something_at_that_moment(lucia):
    """Who may wait in turn for their notices, which it holds."""
    reachable(lucia)
    Notification.objects.create(person=lucia, event_id=1, thing="solution:1", due_at=timezone.now())
    with transaction.atomic():
        actions.follow(lucia, kinds=["solution"])
        composing = Apart(compose)
        composing.join(5)
        assert not composing.is_alive()
    assert Letter.objects.exists()


def test_what_is_answered_while_its_letter_is_composed_is_settled_when_that_is_done(lucia):
    with transaction.atomic():
        asked = asked_of(lucia, 1)
        answer = Target("exchange", 2, "Feria", "/")
        answered = record("exchange.agreed", answer, audience="nobody", settles="solution:1")
    Notification.objects.create(person=lucia, event_id=asked.pk, thing="solution:1", mandatory=True)
    with transaction.atomic():
        list(Notification.objects.select_for_update())
        settling = Apart(CONSUMERS["pressing"], [answered])
        until(lambda: waiting() == 1 or not settling.is_alive())
    settling.join(20)
    assert settling.fault is None
    assert Notification.objects.get().read_at
