"""What can be wrong around the platform, each as one sentence that says how to mend it. None is all well."""

import shutil
import socket
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError, connection

from enlacesur.matching import embedding, index, translation

GIB = 1024**3


@dataclass(frozen=True)
class Finding:
    name: str
    fault: str | None
    good: str
    needed: bool = True


def key_fault() -> str | None:
    if settings.SECRET_KEY == settings.LOCAL_KEY and not (settings.DEMO or settings.DEBUG):
        return "SECRET_KEY is not set. Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    return None


def port_fault(host: str, port: int) -> str | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return (
                f"Port {port} is in use or not allowed. Choose another one: PORT={port + 1 if port < 65_535 else 8000}"
            )
    return None


def database_fault() -> str | None:
    try:
        connection.ensure_connection()
    except DatabaseError as fault:
        where = settings.DATABASES["default"]
        place = where["HOST"] or where["OPTIONS"].get("host") or "localhost"
        reason = str(fault).strip().splitlines()[0]
        return f"The database {where['NAME']} at {place} does not answer. See DATABASE_URL. ({reason})"
    return None


def migration_fault() -> str | None:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations wait. Run: enlacesur migrate" if waiting else None


def index_fault() -> str | None:
    return None if index.is_ready() else "There is no search index. Run: enlacesur reindex"


def worker_fault() -> str | None:
    """A running worker keeps its mark in the jobs' table fresh."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds'"
        )
        (alive,) = cursor.fetchone()
    return None if alive else "No worker runs. Start one: enlacesur worker"


def mail_fault() -> str | None:
    if not settings.EMAIL_HOST:
        return "No mail server: notices go to the console. Set EMAIL_HOST, and the other EMAIL_… of docs/operate.md"
    try:
        server = get_connection(timeout=5)
        server.open()
        server.close()
    except OSError as fault:
        return f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not answer ({fault}). See EMAIL_HOST"
    return None


def translator_fault() -> str | None:
    if translation.is_installed():
        return None
    return "No translator: cards are shown as they are written. On Debian or Ubuntu: apt install apertium-es-pt"


def model_fault() -> str | None:
    """Only where one is configured: it is an option."""
    if not settings.EMBEDDER:
        return None
    try:
        embedding.opened(settings.EMBEDDER)
    except embedding.ModelError as fault:
        return f"EMBEDDER: {fault}. Matching goes on by words and concepts"
    return None


def disk_fault() -> str | None:
    free = shutil.disk_usage(settings.BASE).free
    return f"Only {free / GIB:.1f} GiB free on {settings.BASE}. Make room: at least 1 GiB" if free < GIB else None


def findings() -> list[Finding]:
    """Everything that `doctor` looks at, in the order in which to mend it."""
    found = [
        Finding("key", key_fault(), "a key of its own, or a demonstration"),
        Finding("database", database_fault(), "answers"),
    ]
    if found[-1].fault:
        return found
    return [
        *found,
        Finding("tables", migration_fault(), "up to date"),
        Finding("index", index_fault(), "there"),
        Finding("worker", worker_fault(), "runs"),
        Finding("mail", mail_fault(), "answers", needed=False),
        Finding("translator", translator_fault(), "installed", needed=False),
        Finding("meaning", model_fault(), settings.EMBEDDER or "no sentence model is configured", needed=False),
        Finding("disk", disk_fault(), "enough free"),
    ]
