"""This engine, SQLite FTS5 and PostgreSQL full text: the same documents, the same questions, a filter, facet counts.

A question is a need of nine words, of which any may be met. Asked for are the best twenty of one country, and how many
of all that are met there fall to each language, size of city, theme and SDG. This engine searches by what the words
mean in both languages; the others search the words alone.
"""

import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import psycopg

from bench.corpus import THEMES, Recipe

SIZES = (10_000, 100_000, 1_000_000)
TOP = 20
NEW = 1_000
COUNTRY = "AR"
PATIENCE = 120  # seconds that all questions to one engine may take; at least ten are asked
Rows = Iterator[tuple[str, float, str]]
Ask = Callable[[str], object]


def run(size: int) -> Rows:
    django.setup()
    p95 = {}
    for name, engine in (("this engine", this_engine), ("fts5", fts5), ("postgresql", postgresql)):
        with tempfile.TemporaryDirectory(prefix="enlacesur-bench-") as folder:
            before = memory()
            began = time.perf_counter()
            ask, disk = engine(size, Path(folder))
            yield f"index {name}", time.perf_counter() - began, "s"
            yield f"disk {name}", disk / 1e6, "MB"
            took = timed(ask)
            yield f"p50 {name}", statistics.median(took), "ms"
            p95[name] = statistics.quantiles(took, n=20)[-1]
            yield f"p95 {name}", p95[name], "ms"
            yield f"memory {name}", memory() - before, "MB"
            if engine is this_engine:
                elsewhere = timed(asking("theme", THEMES[0]))
                yield "p50 this engine, of one theme", statistics.median(elsewhere), "ms"
                yield "p95 this engine, of one theme", statistics.quantiles(elsewhere, n=20)[-1], "ms"
                own, mapped = of_a_reader(Path(folder))
                yield "memory of a process that answers, its own", own, "MB"
                yield "memory of a process that answers, with index pages", mapped, "MB"
                yield f"catching up {NEW:,} documents", catching_up(size), "s"
                served = timed(as_served)
                yield "p50 search page as served", statistics.median(served), "ms"
                yield "p95 search page as served", statistics.quantiles(served, n=20)[-1], "ms"
    yield "p95_ratio_postgresql", p95["this engine"] / p95["postgresql"], "ms/ms"
    yield "p95_ratio_fts5", p95["this engine"] / p95["fts5"], "ms/ms"


def memory() -> float:
    """Megabytes of this process at its largest."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def timed(ask: Ask) -> list[float]:
    """Milliseconds of each question; the first is asked once before."""
    questions = list(Recipe(0).questions())
    ask(questions[0])
    took: list[float] = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        took.append((time.perf_counter() - began) * 1000)
        if sum(took) > PATIENCE * 1000 and len(took) >= 10:
            break
    return took


def documents(size: int) -> Iterator[Any]:
    """In the order in which the platform gives its own, for every engine."""
    return Recipe(size, in_order=True).documents()


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def this_engine(size: int, folder: Path) -> tuple[Ask, int]:
    from django.conf import settings

    from enlacesur.matching import index
    from enlacesur.matching.documents import SOURCES
    from enlacesur.matching.management.commands.match import prepare

    settings.INDEX_DIR, settings.TRANSLATOR = folder, ""
    prepare()
    SOURCES.clear()
    SOURCES["solution"] = lambda _ids: documents(size)
    index.rebuild(told)
    return asking("country", COUNTRY), size_of(folder)


def asking(name: str, value: str) -> Ask:
    """The best of those of one country, theme or the like, while what is met there is counted."""
    from tantivy import Occur, Query

    from enlacesur.matching import index, search
    from enlacesur.matching.match import Asked, Wanted, any_of

    view = index.view()

    def ask(question: str) -> object:
        here = (Occur.Must, any_of(name, [value]))
        query = Query.boolean_query([(Occur.Must, Asked(Wanted(text=question), view).text), here])
        counted = search.COUNTING.submit(search.counts, view, query, [facet for facet, _source in FACETS])
        best = view.searcher.search(query, TOP, count=False)
        return [view.document(address) for _score, address in best.hits], counted.result()

    return ask


def of_a_reader(folder: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "bench.reader", str(folder)]
    own, mapped = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(own), float(mapped)


def catching_up(size: int) -> float:
    """Documents that are new since the index was built."""
    from enlacesur.matching import index

    recipe = Recipe(size + 1)
    fresh = {number: recipe.document(number) for number in range(size + 1, size + 1 + NEW)}
    folder = index.current_folder()
    assert folder
    began = time.perf_counter()
    index.write(folder, {"solution": set(fresh)}, {"solution": fresh})
    index.view()
    return time.perf_counter() - began


def as_served(question: str) -> object:
    """What the search page asks for: highlighted snippets too, and the counts that each filter's change would leave."""
    from enlacesur.matching.search import Search, search

    return search(Search(text=question, countries=(COUNTRY,)), per_page=TOP)


def told(done: int) -> None:
    if done % 100_000 == 0:
        print(f"  {done:,} documents…", file=sys.stderr, flush=True)


SQLITE = """
CREATE TABLE card (id INTEGER PRIMARY KEY, country TEXT, language TEXT, size TEXT);
CREATE TABLE theme (card INTEGER, theme TEXT);
CREATE TABLE sdg (card INTEGER, sdg INTEGER);
CREATE VIRTUAL TABLE text USING fts5(words, content='', tokenize='unicode61 remove_diacritics 2');
"""


def fts5(size: int, folder: Path) -> tuple[Ask, int]:
    from enlacesur.matching.schema import size_of as size_class

    base = sqlite3.connect(folder / "fts5.db")
    base.executescript(SQLITE)
    for one in documents(size):
        values = (one.id, one.country, one.language, size_class(one.population))
        base.execute("INSERT INTO card VALUES (?, ?, ?, ?)", values)
        base.execute("INSERT INTO text (rowid, words) VALUES (?, ?)", (one.id, f"{one.title} {one.text}"))
        base.executemany("INSERT INTO theme VALUES (?, ?)", [(one.id, theme) for theme in one.themes])
        base.executemany("INSERT INTO sdg VALUES (?, ?)", [(one.id, sdg) for sdg in one.sdgs])
    base.executescript("CREATE INDEX t ON theme (card, theme); CREATE INDEX s ON sdg (card, sdg); ANALYZE")
    base.commit()

    def ask(question: str) -> object:
        any_word = " OR ".join(f'"{word}"' for word in question.split())
        best = base.execute(
            "SELECT card.id FROM text JOIN card ON card.id = text.rowid"
            f" WHERE text MATCH ? AND country = ? ORDER BY bm25(text) LIMIT {TOP}",
            (any_word, COUNTRY),
        ).fetchall()
        base.execute("DROP TABLE IF EXISTS temp.met")
        base.execute(
            "CREATE TEMP TABLE met AS SELECT card.* FROM text JOIN card ON card.id = text.rowid"
            " WHERE text MATCH ? AND country = ?",
            (any_word, COUNTRY),
        )
        counted = [
            base.execute(f"SELECT {name}, count(*) FROM {source} GROUP BY 1").fetchall() for name, source in FACETS
        ]
        return best, counted

    return ask, size_of(folder)


FACETS = [
    ("language", "met"),
    ("size", "met"),
    ("theme", "met JOIN theme ON theme.card = met.id"),
    ("sdg", "met JOIN sdg ON sdg.card = met.id"),
]

POSTGRESQL = """
DROP SCHEMA IF EXISTS bench_search CASCADE;
CREATE SCHEMA bench_search;
SET search_path TO bench_search, public;
CREATE TABLE card (
    id int PRIMARY KEY, country text, language text, size text, themes text[], sdgs int[], words tsvector
);
"""


def postgresql(size: int, folder: Path) -> tuple[Ask, int]:
    from enlacesur.matching.schema import size_of as size_class

    base = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    base.execute(POSTGRESQL)
    with base.cursor().copy("COPY card FROM STDIN") as copy:
        copy.set_types(["int4", "text", "text", "text", "text[]", "int4[]", "text"])
        for one in documents(size):
            words = " ".join(sorted(set(f"{one.title} {one.text}".split())))
            themes, sdgs = list(one.themes), list(one.sdgs)
            copy.write_row((one.id, one.country, one.language, size_class(one.population), themes, sdgs, words))
    base.execute("CREATE INDEX ON card USING gin (words)")
    base.execute("VACUUM ANALYZE card")
    disk = base.execute("SELECT pg_total_relation_size('card')").fetchone()

    def ask(question: str) -> object:
        any_word = " | ".join(f"'{word}'" for word in question.split())
        met = "FROM card WHERE words @@ %(any)s::tsquery AND country = %(country)s"
        values = {"any": any_word, "country": COUNTRY}
        best = base.execute(f"SELECT id {met} ORDER BY ts_rank_cd(words, %(any)s::tsquery) DESC LIMIT {TOP}", values)
        counted = base.execute(
            f"WITH met AS MATERIALIZED (SELECT language, size, themes, sdgs {met})"
            " SELECT 'language', language, count(*) FROM met GROUP BY 2"
            " UNION ALL SELECT 'size', size, count(*) FROM met GROUP BY 2"
            " UNION ALL SELECT 'theme', unnest(themes), count(*) FROM met GROUP BY 2"
            " UNION ALL SELECT 'sdg', unnest(sdgs)::text, count(*) FROM met GROUP BY 2",
            values,
        )
        return best.fetchall(), counted.fetchall()

    return ask, disk[0] if disk else 0
