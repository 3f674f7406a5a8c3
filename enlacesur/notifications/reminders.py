"""Reminders of deadlines: in the week before and at the last, to everybody who acts for who owes it; to a person of
what is theirs, and once more when it is past."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from enlacesur.core.locks import Lock, try_to_hold
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience, Event
from enlacesur.network.models import Affiliation, today
from enlacesur.notifications.deadlines import Deadline, deadlines, personal_deadlines
from enlacesur.notifications.things import subject_of

A_WEEK, A_DAY, PAST = 7, 1, -1  # days before: what an event is marked with
REMINDERS = NEAR, PAST_DUE = "deadline.near", "deadline.past"
LATE = timedelta(days=14)  # what is past for longer is not told of any more


def remind_of_deadlines() -> int:
    """Each deadline is told once in its last week, and once when a day or none is left; not to who came to know of it
    within that time. Returns how many were told."""
    with transaction.atomic():
        return tell_due() if try_to_hold(Lock.REMINDING) else 0  # two at once would both find that it is not yet told


def tell_due() -> int:
    day = today()
    acting = set(Affiliation.objects.active().values_list("organisation", flat=True))
    soon = day + timedelta(days=A_WEEK)
    due = [*deadlines(acting, day, soon), *personal_deadlines(None, day - LATE, soon)]
    return sum(remind(deadline, mark_of((deadline.day - day).days)) for deadline in due)


def mark_of(days_left: int) -> int:
    return PAST if days_left < 0 else A_DAY if days_left <= A_DAY else A_WEEK


def remind(deadline: Deadline, before: int) -> int:
    if deadline.since >= deadline.day - timedelta(days=before):
        return 0
    kind, _colon, pk = deadline.thing.partition(":")
    said = {"what": deadline.what, "due": deadline.day.isoformat(), "days": before} | owed_by(deadline)
    verb = PAST_DUE if before == PAST else NEAR
    if Event.objects.filter(verb=verb, target_kind=kind, target_id=pk, data__contains=said).exists():
        return 0
    personal = deadline.person_id is not None
    record(
        verb,
        Target(kind, int(pk), deadline.words["topic"], deadline.url),
        audience=Audience.PEOPLE if personal else Audience.ORGANISATIONS,
        audience_ids=list(owed_by(deadline).values()),
        data=said | {"words": deadline.words},
    )
    return 1


def no_longer_owed(events: Iterable[Event]) -> set[int]:
    """By their ids, the reminders among these of what was done since, or is owed by another day."""
    reminders = [event for event in events if event.verb in REMINDERS]
    if not reminders:
        return set()
    data = [event.data for event in reminders]
    days = [date.fromisoformat(one["due"]) for one in data]
    organisations = {one["organisation"] for one in data if "organisation" in one}
    people = {one["person_id"] for one in data if "person_id" in one}
    owed = [
        *deadlines(organisations, min(days), max(days)),
        *personal_deadlines(people, min(days), max(days)),
    ]
    known = {(one.thing, one.what, one.day.isoformat(), one.organisation_id, one.person_id) for one in owed}
    return {event.pk for event in reminders if what_it_tells(event) not in known}


def what_it_tells(event: Event) -> tuple[str, str, str, int | None, int | None]:
    data = event.data
    return subject_of(event), data["what"], data["due"], data.get("organisation"), data.get("person_id")


def owed_by(deadline: Deadline) -> dict[str, int]:
    if deadline.person_id is not None:
        return {"person_id": deadline.person_id}
    return {"organisation": deadline.organisation_id or 0}
