"""A compiled queryset answers as the queryset does, each time for what is given."""

from threading import Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from enlacesur.core.compiled import Compiled, given, these
from enlacesur.journal.models import Event
from tests.factories.practices import publish

NAMES = ("id", "title", "data", "themes", "at")


@pytest.fixture
def events_of():
    return Compiled(
        lambda: Event.objects.filter(organisation_id=given("organisation")).order_by("id").values_list(*NAMES)
    )


def test_it_answers_as_the_queryset(canoas, joana, rivera, lucia, events_of):
    for organisation, person in ((canoas, joana), (rivera, lucia)):
        publish(organisation, person)
    for organisation in (canoas, rivera):
        asked = Event.objects.filter(organisation_id=organisation.pk).order_by("id").values_list(*NAMES)
        assert asked
        assert list(map(tuple, events_of.rows(organisation=organisation.pk))) == list(asked)


def test_it_knows_nothing_of_what_is_not_there(events_of, db):
    assert events_of.rows(organisation=0) == []


def test_hostile_values_are_values(db):
    titled = Compiled(lambda: Event.objects.filter(title=given("title")).values_list("id"))
    assert titled.rows(title="'; DROP TABLE journal_event; --%s") == []


def test_what_is_not_given_is_a_mistake(events_of, db):
    with pytest.raises(KeyError):
        events_of.rows(organization=1)


def test_it_asks_once(canoas, events_of):
    events_of.rows(organisation=canoas.pk)
    with CaptureQueriesContext(connection) as asked:
        events_of.rows(organisation=canoas.pk)
    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_over_its_own_connection(canoas, joana, events_of):
    publish(canoas, joana)
    here, there = events_of.rows(organisation=canoas.pk), []

    def ask():
        there.extend(events_of.rows(organisation=canoas.pk))
        connections.close_all()

    thread = Thread(target=ask)
    thread.start()
    thread.join(10)
    assert there == here != []


class TestVeryManyIds:
    def test_find_what_is_there(self, canoas, joana):
        publish(canoas, joana)
        there = set(Event.objects.values_list("pk", flat=True))
        assert there
        assert {event.pk for event in Event.objects.filter(pk__in=these([*there, *range(-1000, 0)]))} == there

    def test_none_find_nothing(self, canoas, joana):
        publish(canoas, joana)
        assert not Event.objects.filter(pk__in=these([])).exists()
