"""How well very many open needs are met: one look, a portion of them beside other work, and the figures of them all."""

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from itertools import islice

import django

from bench.corpus import Recipe
from bench.fanout import BASE, Rows, command, database, rows_of, say, sql, tell_parent

SIZES = (1_000, 10_000)  # open needs
SOLUTIONS = 10_000
CITIES = 1_000
PORTIONS = 10
FIGURES = 20  # times that they are counted


def run(size: int) -> Rows:
    with database("bench_demand") as own, tempfile.TemporaryDirectory() as folder:
        environment = own | {"INDEX_DIR": folder}
        subprocess.run(command("bench.demand", "fill", size), env=environment, cwd=BASE, check=True)
        yield from rows_of(command("bench.demand", "measure", size), environment)


def fill(size: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from enlacesur.exchange.models import Need
    from enlacesur.network.models import Organisation
    from enlacesur.practices.models import Practice
    from enlacesur.taxonomy.actions import load_profile
    from enlacesur.taxonomy.models import Vocabulary
    from enlacesur.taxonomy.vocabulary import current

    say(f"filling {size:,} needs and {SOLUTIONS:,} solutions…")
    call_command("migrate", verbosity=0)
    call_command("messages", compile_only=True)
    load_profile()
    themes = [term.slug for term in current(Vocabulary.THEMES)]
    documents = Recipe(size + SOLUTIONS).documents()
    cities = Organisation.objects.bulk_create(
        Organisation(kind="city", slug=f"c-{n}", name=f"Ciudad {n}", country=one.country, population=one.population)
        for n, one in enumerate(islice(documents, CITIES))
    )
    now = timezone.now()

    def shared(one):
        place = {"organisation": cities[one.organisation_id - 1], "language": one.language, "title": one.title[:120]}
        return place | {"themes": [themes[int(theme[5:])] for theme in one.themes], "sdgs": list(one.sdgs)}

    Practice.objects.bulk_create(
        Practice(state="published", version=1, published_at=now, summary=one.text[:280], done=one.text, **shared(one))
        for one in islice(documents, SOLUTIONS)
    )
    recipe = Recipe(size).documents()
    Need.objects.bulk_create(Need(text=one.text, posted_at=now, **shared(one)) for one in recipe)
    sql("VACUUM ANALYZE")


THE_OTHERS = """
INSERT INTO exchange_coverage (need_id, solution, strength, expert, good, found_at)
SELECT id, CASE WHEN mod(id, 3) = 0 THEN 'none' ELSE 'good' END, 'none', 'none', mod(id, 3), now()
FROM exchange_need ON CONFLICT DO NOTHING
"""


def measure(size: int) -> Rows:
    from django.test import Client

    from enlacesur.exchange import coverage
    from enlacesur.exchange.demand import figures
    from enlacesur.matching import index

    index.rebuild()
    alone = other_work(lambda: time.sleep(5))
    took: list[float] = []
    processor = time.thread_time()
    beside = other_work(lambda: took.extend(timed(coverage.look_at_portion) for _ in range(PORTIONS)))
    yield "a look, processor", (time.thread_time() - processor) * 1000 / PORTIONS / coverage.PORTION, "ms"
    yield "a look", statistics.fmean(took) / coverage.PORTION, "ms"
    yield "a portion, median", statistics.median(took) / 1000, "s"
    yield "other work alone, p95", alone, "ms"
    yield "other work beside a portion, p95", beside, "ms"
    yield "looks at all needs, a day", statistics.fmean(took) / coverage.PORTION * size / 60_000, "min"
    yield "until all have been looked at first", size / coverage.PORTION, "min"
    sql(THE_OTHERS)
    yield "a minute in which none is due", timed(coverage.look_at_portion), "ms"
    yield "figures, median", statistics.median(timed(figures) for _ in range(FIGURES)), "ms"
    client = Client(SERVER_NAME="localhost")
    yield "page, median", statistics.median(timed(lambda: client.get("/demanda/")) for _ in range(FIGURES)), "ms"


def timed(work) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def other_work(meanwhile) -> float:
    """The 95th percentile of a small query that another thread of the worker asks over and over."""
    done, took = threading.Event(), []

    def ask() -> None:
        while not done.wait(0.01):
            took.append(timed(lambda: sql("SELECT max(id) FROM journal_event")))

    thread = threading.Thread(target=ask)
    thread.start()
    meanwhile()
    done.set()
    thread.join()
    return statistics.quantiles(took, n=20)[-1]


if __name__ == "__main__":
    django.setup()
    task, size = sys.argv[1], int(sys.argv[2])
    fill(size) if task == "fill" else tell_parent(measure(size))
