"""From one event to the notices of everybody whose interest it meets, beside a bare INSERT … SELECT of the same rows, a
loop of single ones, and django-notifications-hq.
"""

import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import django
import psutil

from bench.corpus import COUNTRIES
from bench.notifications_hq import HQ
from bench.people import event_of, fill_interests, fill_people, published, real_themes
from bench.processes import BASE, Rows, command, database, rows_of, say, sql, tell_parent
from bench.search import memory

SIZES = (10_000, 100_000, 1_000_000)  # interests
EVENTS = 40
WARM = 12  # events that are told before it is measured: a worker is at work since long
ROUNDS = 18  # events that are told, each in turn with the bare statement
ASKED = 80  # times that recipients are found
CHANGED = 500  # interests, of late
OLD = 20  # events whose notices are there before
ONE_BY_ONE = 300  # notices
TIMES = 5  # that the loop is measured
BESIDE = {
    "insert select": "ratio_to_insert_select",
    "insert select, no wait for the disk": "ratio_to_insert_select that does not wait for the disk",
    "orm loop": "ratio_to_orm_loop",
    HQ: "ratio_to_notifications_hq",
    f"{HQ}, one transaction": "ratio_to_notifications_hq in one transaction",
}


def run(size: int) -> Rows:
    known: dict[str, float] = {}
    with database("bench_fanout") as environment:
        subprocess.run(command("bench.fanout", "fill", size), env=environment, cwd=BASE, check=True)
        for measuring in (command("bench.fanout", "measure", size), command("bench.notifications_hq")):
            for what, value, unit in rows_of(measuring, environment):
                known[what] = value
                yield what, value, unit
    for other, name in BESIDE.items():
        if other in known:
            yield name, known["fan-out"] / known[other], "rate/rate"


# One for each person, half of them read.
OLD_NOTICES = """
INSERT INTO notifications_notification
  (person_id, event_id, thing, reason, mandatory, fit, times, created_at, read_at, by_digest, in_full)
SELECT person.id, event.id, event.target_kind || ':' || event.target_id, 'interest', false, 25, 1, event.at,
  CASE WHEN mod(person.id, 2) = 0 THEN now() END, false, false
FROM accounts_person AS person JOIN journal_event AS event
ON event.id = (SELECT max(id) FROM journal_event) - mod(person.id, %s)
"""


def fill(size: int) -> None:
    from django.core.management import call_command

    from enlacesur.taxonomy.actions import load_profile

    say(f"filling {size:,} interests…")
    call_command("migrate", verbosity=0)
    load_profile()
    fill_people(size * 4 // 5)
    fill_interests(size, size * 4 // 5)
    for practice in published(EVENTS):
        event_of(practice)
    sql(OLD_NOTICES, [OLD])
    sql("VACUUM ANALYZE")


def measure(size: int) -> Rows:
    from enlacesur.journal.models import Event
    from enlacesur.notifications.fanout import happening_of

    yield "interests", size, "interests"
    yield from laying_out()
    events = list(Event.objects.order_by("id"))
    happenings = [happening_of(event) for event in events]
    yield from finding("recipients", happenings)
    for event in events[-WARM:]:
        tell(event)
        clear(event)
    yield from beside_the_bare(events[:ROUNDS])
    yield from one_by_one(events[0])
    yield from memory_of_telling(events[ROUNDS])
    sql("UPDATE notifications_interest SET changed_at = now() WHERE id <= %s", [CHANGED])
    yield from finding(f"recipients, {CHANGED} interests changed,", happenings)


def resident() -> float:
    """Megabytes of this process now."""
    return float(psutil.Process().memory_info().rss / 1e6)


def laying_out() -> Rows:
    from enlacesur.notifications.stored import STORED, Happening

    most, now, began = memory(), resident(), time.perf_counter()
    STORED.recipients(Happening())
    yield "laying out", time.perf_counter() - began, "s"
    yield "memory of the worker", memory() - most, "MB"
    yield "memory of the worker, laid out", resident() - now, "MB"


def finding(what: str, happenings: Sequence[Any]) -> Rows:
    from enlacesur.notifications.stored import STORED

    took = []
    STORED.recipients(happenings[0])
    for number in range(ASKED):
        began = time.perf_counter()
        STORED.recipients(happenings[number % len(happenings)])
        took.append((time.perf_counter() - began) * 1000)
    yield f"{what} p50", statistics.median(took), "ms"
    yield f"{what} p95", statistics.quantiles(took, n=20)[-1], "ms"


KEEP = """
DROP TABLE IF EXISTS kept;
CREATE TEMP TABLE kept AS SELECT * FROM notifications_notification WHERE event_id = {event} ORDER BY id;
"""


def beside_the_bare(events: Sequence[Any]) -> Rows:
    """All write the same rows into the same table, each in turn the first."""
    from enlacesur.matching.evidence import kept_evidence

    writers: list[tuple[str, Callable[[Any], None]]] = [
        ("fan-out", tell),
        ("insert select", insert_kept),
        ("insert select, no wait for the disk", insert_kept_at_ease),
    ]
    rates: dict[str, list[float]] = {name: [] for name, _write in writers}
    numbers = []
    for event in events:
        tell(event)
        sql(KEEP.format(event=event.pk))
        numbers.append(clear(event))
        for name, write in writers:
            kept_evidence.cache_clear()  # what is published has not been read before
            began = time.perf_counter()
            write(event)
            took = time.perf_counter() - began
            assert clear(event) == numbers[-1]
            rates[name].append(numbers[-1] / took)
        writers.append(writers.pop(0))
    yield "people told", statistics.fmean(numbers), "people"
    for name, found in rates.items():
        yield name, statistics.median(found), "rows/s"


def tell(event: Any) -> None:
    from django.db import transaction

    from enlacesur.notifications import fanout

    with transaction.atomic():
        fanout.tell_in_turn([event])


def insert_kept(_event: Any) -> None:
    sql("INSERT INTO notifications_notification SELECT * FROM kept")


def insert_kept_at_ease(event: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        sql("SET LOCAL synchronous_commit TO off")
        insert_kept(event)


def clear(event: Any) -> int:
    """The table as it was before the event was told. How many had been told.

    After a checkpoint the first change of a page costs more: that is paid here, not by the one who comes first."""
    sql("CHECKPOINT")
    gone = sql("DELETE FROM notifications_notification WHERE event_id = %s", [event.pk])
    sql("VACUUM notifications_notification")
    return gone


def one_by_one(event: Any) -> Rows:
    from enlacesur.notifications.models import Notification

    tell(event)
    rows = list(Notification.objects.filter(event=event).order_by("id").values()[:ONE_BY_ONE])
    rates = []
    for _ in range(TIMES):
        clear(event)
        began = time.perf_counter()
        for row in rows:
            Notification.objects.create(**row)
        rates.append(len(rows) / (time.perf_counter() - began))
    yield "orm loop", statistics.median(rates), "rows/s"
    clear(event)


def memory_of_telling(event: Any) -> Rows:
    """Of a few and of many: what grows with the number of people."""
    few, many = wide(event, themes=2), wide(event, themes=len(real_themes()))
    tell(few)
    clear(few)
    (told_few, used_few), (told_many, used_many) = watched(few), watched(many)
    yield "people told, a few", told_few, "people"
    yield "people told, many", told_many, "people"
    yield "memory of telling a few", used_few, "MB"
    yield "memory of telling many", used_many, "MB"
    yield "memory per person told", (used_many - used_few) * 1e6 / max(1, told_many - told_few), "bytes"


def wide(event: Any, themes: int) -> Any:
    from enlacesur.practices.models import Practice

    practice = Practice.objects.select_related("organisation").get(pk=event.target_id)
    of_all = {"sdgs": range(1, 18), "countries": sorted(set(COUNTRIES))}
    return event_of(practice, themes=real_themes()[:themes], **of_all)


def watched(event: Any) -> tuple[int, float]:
    """How many are told, and by how many megabytes the process is larger meanwhile."""
    ended = threading.Event()
    before = most = resident()

    def watch() -> None:
        nonlocal most
        while not ended.wait(0.002):
            most = max(most, resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    tell(event)
    ended.set()
    watcher.join()
    return clear(event), most - before


if __name__ == "__main__":
    task, size = sys.argv[1], int(sys.argv[2])
    django.setup()
    tell_parent(measure(size)) if task == "measure" else fill(size)
