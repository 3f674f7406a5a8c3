"""A bench's processes and their database: one of its own, in which what filling leaves in memory is not counted."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

BASE = Path(__file__).resolve().parent.parent
Rows = Iterator[tuple[str, float, str]]


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


def command(module: str, *arguments: object) -> list[str]:
    return [sys.executable, "-m", module, *map(str, arguments)]


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


def say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def sql(statement: str, values: Sequence[Any] = ()) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return int(cursor.rowcount)
