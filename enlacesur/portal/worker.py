"""The worker process: followers of the journal and of what is due, and the jobs that others queue."""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from enlacesur.journal.actions import CONSUMERS, run_consumer, run_consumers
from enlacesur.matching import index
from enlacesur.notifications.compose import compose
from enlacesur.notifications.delivery import deliver
from enlacesur.practices.bank_work import work_off

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between two looks at the journal when there was nothing new
BEAT = 2  # seconds between two signs of life of a worker
SILENCE = 10  # seconds without one, after which its jobs are taken over


def run() -> None:
    """Until SIGTERM or SIGINT. What was begun and not finished is done again by the next worker."""
    stop = threading.Event()
    followers = [
        threading.Thread(target=follow, args=(work, stop), daemon=True, name=name) for name, work in works().items()
    ]
    for follower in followers:
        follower.start()
    try:
        while not stop.is_set():
            run_jobs_until(stop)
    finally:
        stop.set()
        for follower in followers:
            follower.join(timeout=10)


def works() -> dict[str, Callable[[], int]]:
    """Each follower of the journal and of what is due, by its name: a slow one keeps no other waiting."""
    consumers: dict[str, Callable[[], int]] = {name: partial(run_consumer, name) for name in CONSUMERS}
    mail = {f"mail {number}": deliver for number in range(settings.MAIL_CONNECTIONS)}
    others = {"index": index.catch_up, "letters": compose, "lists": work_off, "lost jobs": revive}
    return consumers | others | mail


def drain() -> None:
    """All that waits now, and what comes out of it."""
    while work_off() or run_consumers() or index.catch_up() or compose() or deliver():
        pass
    run_jobs(wait=False)


def revive() -> int:
    """Queue again the jobs that a killed worker had in hand. Done twice, each of them is done once."""
    silent = Q(worker__isnull=True) | Q(worker__last_heartbeat__lt=timezone.now() - timedelta(seconds=SILENCE))
    lost = ProcrastinateJob.objects.filter(silent, status="doing").values_list("id", flat=True)
    for job in list(lost):
        app.job_manager.retry_job_by_id(job, retry_at=timezone.now())
    return 0


def run_jobs_until(stop: threading.Event) -> None:
    """Set by a signal. Returns also when the database went away, without which the jobs end."""
    try:
        run_jobs(wait=True, stop=stop)
    except Exception:
        logger.exception("The jobs ended; trying again in %s seconds", BEAT)
    if not stop.is_set():
        stop.wait(BEAT)


def run_jobs(*, wait: bool, stop: threading.Event | None = None) -> None:
    connector: Any = app.connector
    jobs = app.with_connector(connector.get_worker_connector())

    async def work() -> None:
        if stop:
            end_at_signals(stop)
        async with jobs.open_async():
            await jobs.run_worker_async(
                wait=wait,
                install_signal_handlers=stop is None,
                concurrency=4,
                delete_jobs="successful",  # there are some each minute, for years
                listen_notify=wait,
                update_heartbeat_interval=BEAT,
                stalled_worker_timeout=SILENCE,
            )

    with suppress(asyncio.CancelledError):
        asyncio.run(work())


def end_at_signals(stop: threading.Event) -> None:
    """The task that calls this finishes the jobs in hand, and `stop` tells the others."""
    task: Any = asyncio.current_task()

    def end() -> None:
        stop.set()
        task.cancel()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)


def follow(work: Callable[[], int], stop: threading.Event) -> None:
    """Work as long as there is something new. A database that goes away is waited for."""
    pause = PAUSE
    while not stop.is_set():
        try:
            close_old_connections()
            done = work()
            pause = PAUSE
        except Exception:
            logger.exception("%s failed; trying again in %.0f seconds", threading.current_thread().name, pause)
            done, pause = 0, min(pause * 2, 30)
        if not done:
            stop.wait(pause)
