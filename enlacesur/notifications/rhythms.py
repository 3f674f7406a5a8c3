"""When the next digest of each rhythm goes: reckoned by the database, and kept until the first of them has gone."""

import threading
from collections.abc import Collection
from datetime import UTC, datetime

import numpy as np
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from enlacesur.notifications.models.preferences import next_digest

Rhythm = tuple[bool, str, int, int, str]  # when a person wants mail, as their preferences say it
Moments = NDArray[np.datetime64]

NEXT = """
SELECT {next_digest} FROM unnest(%s::text[], %s::int[], %s::int[], %s::text[]) WITH ORDINALITY
  AS chosen (digest, hour, weekday, timezone, number)
ORDER BY number
"""


class Digests:
    """One for a process. Rhythms are only ever added to, and stay in their order."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.moments: Moments = np.zeros(0, dtype="datetime64[us]")
        self.first: datetime | None = None

    def of(self, rhythms: Collection[Rhythm]) -> Moments:
        """By the places of the rhythms, in UTC; of those without a digest no moment (NaT)."""
        with self.lock:
            if len(self.moments) < len(rhythms) or (self.first and self.first <= timezone.now()):
                found = reckoned(rhythms)
                self.first = min(filter(None, found), default=None)
                self.moments = np.array([bare(moment) for moment in found], dtype="datetime64[us]")
            return self.moments


def reckoned(rhythms: Collection[Rhythm]) -> list[datetime | None]:
    _at_once, *columns = map(list, zip(*rhythms, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(NEXT.format(next_digest=next_digest("chosen")), columns)
        return [moment for (moment,) in cursor.fetchall()]


def bare(moment: datetime | None) -> datetime | None:
    """As numpy takes it: UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


DIGESTS = Digests()
