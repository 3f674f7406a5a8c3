"""Cards of the demonstration, published over the last eighteen months."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from enlacesur.core import profile
from enlacesur.network.models import Organisation
from enlacesur.practices.actions import tell
from enlacesur.practices.models import CONTENT, Practice, PracticeVersion
from enlacesur.practices.states import PracticeState

FILES = ("solutions_es.toml", "solutions_pt.toml")
SPAN_DAYS = 540
NEWS = 6  # of the newest the journal tells, so that inboxes of the demonstration are not empty


def load_demo(find: Callable[[str], Organisation]) -> dict[str, Practice]:
    """The cards by the key under which other content of the demonstration speaks of them."""
    rows = mixed([row for name in FILES for row in profile.read(f"demo/{name}")["solution"]])
    practices = {row["key"]: load(row, find, place / len(rows)) for place, row in enumerate(rows)}
    for row in rows[:NEWS]:
        tell("published", practices[row["key"]], None)
    return practices


def mixed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Both languages and all countries through the whole time, the same each time."""
    return sorted(rows, key=lambda row: (sum(row["key"].encode()) % 97, row["key"]))


def load(row: dict[str, Any], find: Callable[[str], Organisation], share: float) -> Practice:
    content = {name: row[name] for name in CONTENT if name in row}
    at = timezone.now() - timedelta(days=1 + SPAN_DAYS * share)
    practice = Practice.objects.create(
        organisation=find(row["city"]),
        state=PracticeState.PUBLISHED,
        version=1,
        published_at=at,
        contact_email=f"{row['key']}@ciudad.example",
        **content,
    )
    kept = {name: getattr(practice, name) for name in CONTENT}
    version = PracticeVersion.objects.create(practice=practice, number=1, content=kept)
    PracticeVersion.objects.filter(pk=version.pk).update(at=at)
    return practice
