"""Locks that last until the end of a transaction, for what one process at a time may do."""

from enum import IntEnum
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponseBase

from enlacesur.core.access import View
from enlacesur.core.http import Request


class Lock(IntEnum):
    """Numbers that no other program on the server is likely to use."""

    COMPOSING_LETTERS = 7_301_554
    TAKING_LETTERS = 7_301_555
    REMINDING = 7_301_556
    NUMBERING_SEALS = 7_301_557
    GENEALOGY = 7_301_558
    CONTACT_MESSAGES = 7_301_559


def hold(lock: Lock) -> None:
    """Wait for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock.value])


def try_to_hold(lock: Lock) -> bool:
    """Whether nobody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [lock.value])
        return bool(cursor.fetchone()[0])


def in_turn(view: View) -> View:
    """Of a view over a shared form: who saves the same thing at the same moment comes after, and is joined to what was
    written. Its lock is held before all others."""

    @wraps(view)
    def turn(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            hold_name(f"{view.__module__}.{view.__qualname__} {sorted(kwargs.items())}")
            return view(request, *args, **kwargs)

    return turn


def hold_name(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def try_to_hold_name(name: str) -> bool:
    """Whether nobody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])
