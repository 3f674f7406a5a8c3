"""Cards of the demonstration, published over the last eighteen months."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from enlacesur.core import profile
from enlacesur.network.models import Organisation
from enlacesur.practices.actions import tell
from enlacesur.practices.adapting import TOLD, place
from enlacesur.practices.models import CONTENT, REVIEWED_EVERY, VERSIONED, Adaptation, Practice, PracticeVersion, Remark
from enlacesur.practices.states import ConfirmationState, PracticeState

FILES = ("solutions_es.toml", "solutions_pt.toml")
SPAN_DAYS = 540
ANSWERED_AFTER = timedelta(days=9)
NEWS = 6  # of the newest the journal tells, so that inboxes of the demonstration are not empty


def load_demo(find: Callable[[str], Organisation]) -> dict[str, Practice]:
    """The cards by the key under which other content of the demonstration speaks of them."""
    rows = mixed([row for name in FILES for row in profile.read(f"demo/{name}")["solution"]])
    practices = {row["key"]: load(row, find, place / len(rows)) for place, row in enumerate(rows)}
    for row in rows[:NEWS]:
        tell("published", practices[row["key"]], None)
    load_adaptations(find, practices)
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
        review_on=at.date() + REVIEWED_EVERY,
        contact_email=f"{row['key']}@ciudad.example",
        **content,
    )
    kept = {name: getattr(practice, name) for name in VERSIONED}
    version = PracticeVersion.objects.create(practice=practice, number=1, content=kept)
    PracticeVersion.objects.filter(pk=version.pk).update(at=at)
    return practice


def load_adaptations(find: Callable[[str], Organisation], practices: dict[str, Practice]) -> None:
    """Each after what it learnt from."""
    loaded: dict[str, Adaptation] = {}
    for row in profile.read("demo/adaptations.toml")["adaptation"]:
        loaded[row["key"]] = load_adaptation(row, find, practices, loaded.get(row.get("learnt_from", "")))


def load_adaptation(
    row: dict[str, Any], find: Callable[[str], Organisation], practices: dict[str, Practice], teacher: Adaptation | None
) -> Adaptation:
    at = timezone.now() - timedelta(days=row["days_ago"])
    answered = row["confirmation"] != ConfirmationState.ASKED
    adaptation = Adaptation(
        practice=practices[row["card"]],
        organisation=find(row["city"]),
        own_practice=practices.get(row.get("own", "")),
        language=row["language"],
        state=row["state"],
        abandonment=remark_of(row, "reason", at),
        confirmation=row["confirmation"],
        answer=remark_of(row, "note", at + ANSWERED_AFTER),
        asked_at=at,
        answered_at=at + ANSWERED_AFTER if answered else None,
        **{name: row[name] for name in TOLD if name in row},
    )
    place(adaptation, teacher)
    adaptation.save()
    return adaptation


def remark_of(row: dict[str, Any], name: str, at: datetime) -> Remark | None:
    return Remark.objects.create(text=row[name], at=at) if row.get(name) else None
