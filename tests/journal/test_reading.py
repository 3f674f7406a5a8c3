"""A cursor over the journal misses nothing, although commit order is not the order of ids."""

from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, connections, transaction
from django.db.models import F

from enlacesur.journal.actions import (
    CONSUMERS,
    Position,
    Target,
    consume,
    number_anew,
    position_of,
    read_after,
    record,
    run_consumer,
)
from enlacesur.journal.models import Cursor, Event
from tests.following import until

pytestmark = pytest.mark.django_db(transaction=True)


def tell(title):
    return record("thing.happened", Target("thing", 1, title, "/pt-br/cosas/1/"))


def titles():
    return [event.title for event in read_after(Position())]


def test_outside_a_transaction_nothing_is_told():
    with pytest.raises(transaction.TransactionManagementError):
        tell("sola")


def test_an_address_is_kept_without_its_language():
    with transaction.atomic():
        assert tell("una").url == "/cosas/1/"


def test_what_was_undone_was_never_told():
    with transaction.atomic():
        tell("nunca")
        transaction.set_rollback(True)
    assert titles() == []


def test_an_event_of_a_slow_transaction_is_not_overtaken_by_a_quick_one():
    """The slow one writes first and commits last. Until then nothing after it is read, so it cannot be skipped."""
    written, go = Signal(), Signal()

    def slowly():
        with transaction.atomic():
            tell("lenta")
            written.set()
            go.wait(10)
        connections.close_all()

    thread = Thread(target=slowly)
    thread.start()
    written.wait(10)
    with transaction.atomic():
        tell("rápida")
    assert titles() == []
    go.set()
    thread.join(10)
    until(lambda: titles() == ["lenta", "rápida"])


@pytest.fixture
def seen():
    got = []
    consume("of the test", lambda events: got.extend(event.title for event in events))
    yield got
    del CONSUMERS["of the test"]


def test_a_consumer_is_handed_each_event_once(seen):
    with transaction.atomic():
        tell("una")
        tell("dos")
    until(lambda: run_consumer("of the test") == 0 and len(seen) >= 2)
    assert run_consumer("of the test") == 0
    assert seen == ["una", "dos"]


def test_two_workers_do_not_hand_it_the_same(seen):
    with transaction.atomic():
        tell("una")
    until(lambda: len(titles()) == 1)
    begun, go = Signal(), Signal()
    consume("of the test", lambda events: (begun.set(), go.wait(10), seen.extend(events)))
    other = Thread(target=lambda: (run_consumer("of the test"), connections.close_all()))
    other.start()
    begun.wait(10)
    assert run_consumer("of the test") == 0
    go.set()
    other.join(10)
    assert run_consumer("of the test") == 0
    assert len(seen) == 1


def test_one_that_thinks_for_long_keeps_no_other_from_reading(seen):
    """Until it writes something it has no part in the order of transactions."""
    assert run_consumer("of the test") == 0  # its cursor is there from now on
    with transaction.atomic():
        tell("una")
    until(lambda: len(titles()) == 1)
    begun, go = Signal(), Signal()
    consume("of the test", lambda events: (begun.set(), go.wait(10)))
    slow = Thread(target=lambda: (run_consumer("of the test"), connections.close_all()))
    slow.start()
    begun.wait(10)
    with transaction.atomic():
        tell("dos")
    until(lambda: titles() == ["una", "dos"], seconds=5)
    go.set()
    slow.join(10)


def test_looking_in_vain_uses_up_no_number_of_a_transaction(seen):
    run_consumer("of the test")
    with transaction.atomic(), connection.cursor() as cursor:
        assert run_consumer("of the test") == 0
        cursor.execute("SELECT pg_current_xact_id_if_assigned()")
        assert cursor.fetchone() == (None,)


def test_its_cursor_stands_at_the_last(seen):
    with transaction.atomic():
        event = tell("una")
    until(lambda: run_consumer("of the test") == 1)
    cursor = Cursor.objects.get(name="of the test")
    assert Position(cursor.xid, cursor.event_id) == position_of(Event.objects.get(pk=event.pk))


def restored():
    """The journal is now in another server, which has not come so far with its transactions by a million."""
    for model in (Event, Cursor):
        model.objects.update(xid=F("xid") + 1_000_000)


def test_restored_into_another_server_the_journal_is_read_on_where_it_was(seen):
    with transaction.atomic():
        tell("una")
    until(lambda: run_consumer("of the test") == 1)
    with transaction.atomic():
        tell("dos")
    restored()
    assert number_anew()
    with transaction.atomic():
        tell("tres")
    until(lambda: run_consumer("of the test") == 0 and len(seen) >= 3)
    assert seen == ["una", "dos", "tres"]


def test_a_journal_that_is_of_this_server_keeps_its_numbers():
    with transaction.atomic():
        event = tell("una")
    assert not number_anew()
    assert position_of(Event.objects.get(pk=event.pk)) > Position()
