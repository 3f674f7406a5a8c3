"""Locks that last until the end of a transaction, for what one process at a time may do."""

from enum import IntEnum

from django.db import connection


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
