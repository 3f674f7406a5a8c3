"""CPU and p95 of the main pages under the production server, beside a bare Django list on the same server and database.

The database is one of its own, filled with cards written by a recipe; the server runs with one worker, so that its CPU
time is the pages'. Every page is asked for in turn with the bare one, so that a slow moment of the machine hits both.
"""

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

SIZES = (500, 100_000)
ROUNDS = 30  # portions of requests, the pages in turn
PORTION = 10
BASE = Path(__file__).resolve().parent.parent


def run(size: int) -> Iterator[tuple[str, float, str]]:
    with tempfile.TemporaryDirectory(prefix="enlacesur-bench-") as folder:
        environment = prepared(size, Path(folder))
        with server(environment) as (port, process):
            yield from measured(port, process)


def prepared(size: int, folder: Path) -> dict[str, str]:
    """A database and an index of their own, filled."""
    url = os.environ["DATABASE_URL"]
    name = f"bench_pages_{size}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    environment = os.environ | {
        "DATABASE_URL": url.replace("/enlacesur?", f"/{name}?"),
        "ENLACESUR_VAR": str(folder),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "SECRET_KEY": "of-the-bench-alone",
        "BENCH_SIZE": str(size),
    }
    print(f"  filling {size:,} cards…", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "bench.fill"], env=environment, cwd=BASE, check=True)
    return environment


@contextmanager
def server(environment: dict[str, str]) -> Iterator[tuple[int, psutil.Process]]:
    port = 8970
    command = [sys.executable, "-m", "config.console", "serve", "--port", str(port), "--workers", "1"]
    child = subprocess.Popen(command, env=environment, cwd=BASE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port, psutil.Process(child.pid)
    finally:
        child.terminate()
        child.wait(20)


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            ask(port, "/healthz")
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start")


def ask(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", **(headers or {})})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def cpu(process: psutil.Process) -> float:
    """CPU seconds of the server and its workers so far."""
    times = [one.cpu_times() for one in [process, *process.children(recursive=True)]]
    return sum(t.user + t.system for t in times)


def measured(port: int, process: psutil.Process) -> Iterator[tuple[str, float, str]]:
    pages = the_pages(port)
    for path, headers, status in pages.values():  # warm, and right
        for _ in range(5):
            got = ask(port, path, headers)[0]
            assert got == status, f"{path}: {got}"
    used = dict.fromkeys(pages, 0.0)
    waits: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        for name, (path, headers, _status) in pages.items():
            before = cpu(process)
            for _ in range(PORTION):
                began = time.perf_counter()
                ask(port, path, headers)
                waits[name].append(time.perf_counter() - began)
            used[name] += cpu(process) - before
    yield from told(used, waits)


def told(used: dict[str, float], waits: dict[str, list[float]]) -> Iterator[tuple[str, float, str]]:
    asked = ROUNDS * PORTION
    for name in used:
        yield f"cpu {name}", used[name] / asked * 1000, "ms"
        yield f"p95 {name}", statistics.quantiles(waits[name], n=20)[-1] * 1000, "ms"
    for name in used:
        if name not in ("bare list", "bare hello", "unchanged page"):
            yield f"ratio_to_bare_list {name}", used[name] / used["bare list"], "cpu/cpu"
    yield "ratio_to_bare_hello unchanged page", used["bare hello"] / used["unchanged page"], "rate/rate"


def the_pages(port: int) -> dict[str, tuple[str, dict[str, str], int]]:
    cookie = {"Cookie": f"sessionid={(BASE / 'var' / 'bench-session').read_text()}"}
    tag = {"If-None-Match": ask(port, "/soluciones/")[1]["etag"]}
    return {
        "bare list": ("/bench/list", {}, 200),
        "bare hello": ("/bench/hello", {}, 200),
        "home": ("/", {}, 200),
        "public list": ("/soluciones/", {}, 200),
        "public search": ("/soluciones/?q=residuos+de+ferias", {}, 200),
        "public needs": ("/necesidades/", {}, 200),
        "bank": ("/banco/", {}, 200),
        "detail": ("/soluciones/1/", {}, 200),
        "signed-in list": ("/soluciones/", cookie, 200),
        "signed-in detail": ("/soluciones/1/", cookie, 200),
        "signed-in dashboard": ("/tablero/", cookie, 200),
        "unchanged page": ("/soluciones/", tag, 304),
    }
