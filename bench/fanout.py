"""From one event to the notices of everybody whose interest it meets, beside a bare INSERT … SELECT of the same rows, a
loop of single ones, and django-notifications-hq.

The database is one of its own, filled by a recipe. Filling, measuring and the other package have a process each: what
the first leaves in memory is not counted, and the package's room has the name of one of ours.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from typing import Any

import django
import psutil
import psycopg

from bench import percolate
from bench.corpus import COUNTRIES, THEMES, Recipe
from bench.search import memory

SIZES = (10_000, 100_000, 1_000_000)  # interests
EVENTS = 40
ROUNDS = 8  # events that are told, each in turn with the bare statement
ASKED = 80  # times that recipients are found
CHANGED = 500  # interests, of late
ORGANISATIONS = 1000
OLD = 20  # events whose notices are there before
LEVELS = {"important": 70, "digest": 15, "everything": 12, "muted": 3}
ONE_BY_ONE = 300  # notices
BY_THE_PACKAGE = 2_000
TIMES = 5  # that these two are measured
HQ = "django-notifications-hq"
BESIDE = {
    "insert select": "ratio_to_insert_select",
    "orm loop": "ratio_to_orm_loop",
    HQ: "ratio_to_notifications_hq",
    f"{HQ}, one transaction": "ratio_to_notifications_hq in one transaction",
}
BASE = Path(__file__).resolve().parent.parent
Rows = Iterator[tuple[str, float, str]]


def run(size: int) -> Rows:
    known: dict[str, float] = {}
    with database("bench_fanout") as environment:
        subprocess.run(command("bench.fanout", "fill", size), env=environment, cwd=BASE, check=True)
        for task in ("measure", "package"):
            for what, value, unit in rows_of(command("bench.fanout", task, size), environment):
                known[what] = value
                yield what, value, unit
    for other, name in BESIDE.items():
        if other in known:
            yield name, known["fan-out"] / known[other], "rate/rate"


# Processes and their database


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    """An empty one on the same server, and the environment of processes that use it."""
    url = os.environ["DATABASE_URL"]
    before, mark, options = url.partition("?")
    drop = f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield os.environ | {
                "DATABASE_URL": f"{before.rpartition('/')[0]}/{name}{mark}{options}",
                "DJANGO_SETTINGS_MODULE": "config.settings",
                "SECRET_KEY": "of-the-bench-alone",
            }
        finally:
            connection.execute(drop)


def command(module: str, task: str, size: int) -> list[str]:
    return [sys.executable, "-m", module, task, str(size)]


def rows_of(arguments: list[str], environment: dict[str, str]) -> Rows:
    """What a process measures, as it tells it."""
    with subprocess.Popen(arguments, env=environment, cwd=BASE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        for line in child.stdout:
            what, value, unit = json.loads(line)
            yield what, value, unit
    if child.returncode:
        raise SystemExit(f"{' '.join(arguments[1:])} failed")


def tell_parent(rows: Rows) -> None:
    for row in rows:
        print(json.dumps(row), flush=True)


# Filling


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


def say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def sql(statement: str, values: Sequence[Any] = ()) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return int(cursor.rowcount)


PEOPLE = """
INSERT INTO accounts_person (password, email, name, language, is_active, joined_at)
SELECT '!', 'persona' || n || '@ciudad-' || mod(n, 300) || '.example', 'Persona ' || n,
  CASE WHEN mod(n, 5) < 3 THEN 'es' ELSE 'pt-br' END, mod(n, 50) > 0, now() - interval '1 year'
FROM generate_series(1, %s) AS n
"""

# One in three people acts for an organisation.
AFFILIATIONS = """
INSERT INTO network_affiliation (person_id, organisation_id, role, post, state, message, reason, asked_at, since)
SELECT id, 1 + mod(id, %s), 'official', '', 'active', '', '', now(), current_date - 400 FROM accounts_person
WHERE mod(id, 3) = 0
"""

# One in six people chose how they want to be told.
PREFERENCES = """
INSERT INTO notifications_preferences
  (person_id, at_once, digest, budget, hour, weekday, timezone, feed_key, dead_address, dead_reason)
SELECT id, mod(id, 4) > 0, (ARRAY['daily', 'weekly', 'never'])[1 + mod(id, 3)], 10, 8, 0,
  CASE WHEN mod(id, 5) = 0 THEN 'America/Sao_Paulo' ELSE '' END, md5(id::text), '', ''
FROM accounts_person WHERE mod(id, 6) = 0
"""

MUTES = """
INSERT INTO notifications_mute (person_id, thing, title, at)
SELECT id, 'solution:' || 1 + mod(id, 1000), '', now() FROM accounts_person WHERE mod(id, 20) = 0
"""

# One for each person, half of them read.
OLD_NOTICES = """
INSERT INTO notifications_notification
  (person_id, event_id, thing, reason, mandatory, fit, times, created_at, read_at, by_digest, in_full)
SELECT person.id, event.id, event.target_kind || ':' || event.target_id, 'interest', false, 25, 1, event.at,
  CASE WHEN mod(person.id, 2) = 0 THEN now() END, false, false
FROM accounts_person AS person JOIN journal_event AS event
ON event.id = (SELECT max(id) FROM journal_event) - mod(person.id, %s)
"""


def fill_people(people: int) -> None:
    from django.utils import timezone

    from enlacesur.network.models import Organisation

    dice = random.Random(people)
    Organisation.objects.bulk_create(
        Organisation(
            kind="city",
            slug=f"ciudad-{n}",
            name=f"Ciudad {n}",
            country=dice.choice(COUNTRIES),
            population=dice.randrange(5_000, 3_000_000),
            member_since=timezone.localdate(),
        )
        for n in range(ORGANISATIONS)
    )
    sql(PEOPLE, [people])
    sql(AFFILIATIONS, [ORGANISATIONS])
    sql(PREFERENCES)
    sql(MUTES)
    sql("ANALYZE")


COLUMNS = {
    "person_id": "int8",
    "themes": "text[]",
    "sdgs": "int2[]",
    "countries": "text[]",
    "sizes": "text[]",
    "kinds": "text[]",
    "organisations": "int8[]",
    "words": "text",
    "language": "text",
    "level": "text",
    "active": "bool",
    "created_at": "timestamptz",
    "changed_at": "timestamptz",
}


def fill_interests(size: int, people: int) -> None:
    from django.db import connection

    rows = interests(size, people, real_themes())
    statement = f"COPY notifications_interest ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(list(COLUMNS.values()))
        for row in rows:
            copy.write_row(row)


def interests(size: int, people: int, themes: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Four people have five: one each, and who comes by chance another one."""
    from datetime import timedelta

    from django.utils import timezone

    from enlacesur.notifications.models import Kind, Size

    dice, countries = random.Random(size), sorted(set(COUNTRIES))
    worded = percolate.interests(size // 5 + 1)
    long_ago = timezone.now() - timedelta(days=30)
    shares = list(accumulate(LEVELS.values()))

    def some(values: Sequence[Any], most: int, share: float) -> list[Any]:
        return dice.sample(values, dice.randrange(1, most + 1)) if dice.random() < share else []

    for n in range(size):
        chosen: list[list[Any]] = [
            dice.sample(themes, dice.choices(range(5), (10, 30, 28, 20, 12))[0]),
            some(range(1, 18), 3, 0.2),
            some(countries, 3, 0.55),
            some(Size.values, 2, 0.15),
            some(Kind.values, 2, 0.3),
            some(range(1, ORGANISATIONS + 1), 3, 0.04),
        ]
        _pk, words, language = next(worded) if n % 5 == 0 else (0, "", "es")
        if not (words or any(chosen)):
            chosen[0] = [dice.choice(themes)]
        person = n + 1 if n < people else dice.randrange(1, people + 1)
        level = dice.choices(list(LEVELS), cum_weights=shares)[0]
        yield (person, *chosen, words, language, level, True, long_ago, long_ago)


def real_themes() -> list[str]:
    from enlacesur.taxonomy.models import Vocabulary
    from enlacesur.taxonomy.vocabulary import current

    return [term.slug for term in current(Vocabulary.THEMES)]


def published(number: int) -> list[Any]:
    """Solutions with the words of the recipe's documents."""
    from django.utils import timezone

    from enlacesur.practices.models import Practice

    themes = dict(zip(THEMES, real_themes(), strict=True))
    rows = []
    for document in Recipe(number).documents():
        words = document.text.split()
        rows.append(
            Practice(
                organisation_id=document.organisation_id,
                state="published",
                version=1,
                published_at=timezone.now(),
                language=document.language,
                title=document.title.capitalize()[:120],
                summary=" ".join(words[:25])[:300],
                problem=" ".join(words[25:]),
                themes=[themes[theme] for theme in document.themes],
                sdgs=list(document.sdgs),
            )
        )
    Practice.objects.bulk_create(rows)
    return list(Practice.objects.select_related("organisation").order_by("id"))


def event_of(practice: Any, **differently: Any) -> Any:
    from django.db import transaction

    from enlacesur.journal.actions import Target, record

    said: dict[str, Any] = {
        "organisation": practice.organisation,
        "themes": practice.themes,
        "sdgs": practice.sdgs,
        "countries": [practice.organisation.country],
    }
    target = Target("solution", practice.pk, practice.title, practice.get_absolute_url(), practice.language)
    with transaction.atomic():
        return record("solution.published", target, **said | differently)


# Measuring


def measure(size: int) -> Rows:
    from enlacesur.journal.models import Event
    from enlacesur.notifications.fanout import happening_of

    yield "interests", size, "interests"
    yield from laying_out()
    events = list(Event.objects.order_by("id"))
    happenings = [happening_of(event) for event in events]
    yield from finding("recipients", happenings)
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
    """Both write the same rows into the same table, now the one first, now the other."""
    rates: dict[str, list[float]] = {"fan-out": [], "insert select": []}
    numbers = []
    for number, event in enumerate(events):
        tell(event)
        sql(KEEP.format(event=event.pk))
        numbers.append(clear(event))
        both: list[tuple[str, Callable[[Any], None]]] = [("fan-out", tell), ("insert select", insert_kept)]
        for name, write in both if number % 2 else reversed(both):
            began = time.perf_counter()
            write(event)
            took = time.perf_counter() - began
            assert clear(event) == numbers[-1]
            rates[name].append(numbers[-1] / took)
    yield "people told", statistics.fmean(numbers), "people"
    for name, found in rates.items():
        yield name, statistics.median(found), "rows/s"


def tell(event: Any) -> None:
    from django.db import transaction

    from enlacesur.notifications import fanout

    with transaction.atomic():
        fanout.tell([event])


def insert_kept(_event: Any) -> None:
    sql("INSERT INTO notifications_notification SELECT * FROM kept")


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


# The other package


def package(_size: int) -> Rows:
    """django-notifications-hq 1.8.3 does not load with Django 5.1 and later: its model names `index_together`, which is
    refused since. Here it is let through; the index is made by a migration, so the table is the package's own."""
    from django.core.management import call_command
    from django.db import transaction

    say(f"{HQ} {version(HQ)} DOES NOT LOAD with Django {django.__version__} (index_together): the bench lets it pass.")
    set_up_the_package()
    call_command("migrate", verbosity=0)
    sql(f"INSERT INTO accounts_person SELECT * FROM public.accounts_person LIMIT {BY_THE_PACKAGE}")
    yield HQ, statistics.median(sending() for _ in range(TIMES)), "rows/s"
    in_one = transaction.atomic(sending)
    yield f"{HQ}, one transaction", statistics.median(in_one() for _ in range(TIMES)), "rows/s"


def set_up_the_package() -> None:
    """In a schema of its own, with nothing of ours but the people."""
    import dj_database_url
    from django.conf import settings
    from django.db.models import options

    base: dict[str, Any] = {**dj_database_url.parse(os.environ["DATABASE_URL"])}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE SCHEMA hq")
    base["OPTIONS"] = {**base.get("OPTIONS", {}), "options": "-c search_path=hq"}
    options.DEFAULT_NAMES += ("index_together",)
    settings.configure(
        DATABASES={"default": base},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "enlacesur.accounts", "notifications"],
        AUTH_USER_MODEL="accounts.Person",
        USE_TZ=True,
    )
    django.setup()


def sending() -> float:
    from notifications.signals import notify

    from enlacesur.accounts.models import Person

    actor = Person.objects.earliest("id")
    began = time.perf_counter()
    notify.send(actor, recipient=Person.objects.all(), verb="published")
    took = time.perf_counter() - began
    return Person.objects.count() / took


if __name__ == "__main__":
    task, size = sys.argv[1], int(sys.argv[2])
    if task == "package":
        tell_parent(package(size))
    else:
        django.setup()
        tell_parent(measure(size)) if task == "measure" else fill(size)
