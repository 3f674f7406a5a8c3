"""Waiting until the journal is followed to its end.

A cursor reads only what no open transaction can precede, and PostgreSQL counts those of the whole server: tests that
run beside this one, in databases of their own, hold it up for a moment.
"""

import time

from enlacesur.journal.actions import CONSUMERS, Position, position_of, run_consumers
from enlacesur.journal.models import Cursor, Event
from enlacesur.matching import index


def until(true, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("It did not come about in time")


def everything_is_read():
    last = Event.objects.order_by("-xid", "-id").first()
    if last is None:
        return True
    cursors = {c.name: Position(c.xid, c.event_id) for c in Cursor.objects.all()}
    folder = index.current_folder()
    behind = [name for name in CONSUMERS if cursors.get(name) != position_of(last)]
    return not behind and folder is not None and index.position(folder) == position_of(last)


def follow_to_the_end(work=None):
    """Let the consumers and the index work until they have read everything."""

    def done():
        run_consumers()
        index.catch_up()
        if work:
            work()
        return everything_is_read()

    until(done)
