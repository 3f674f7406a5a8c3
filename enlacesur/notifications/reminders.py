"""Reminders of deadlines: in the week before and at the last, to everybody who acts for who owes it."""

from datetime import timedelta

from django.db import transaction

from enlacesur.core.locks import Lock, try_to_hold
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience, Event
from enlacesur.network.models import Affiliation, today
from enlacesur.notifications.deadlines import Deadline, deadlines

A_WEEK, A_DAY = 7, 1  # days before: what an event is marked with


def remind_of_deadlines() -> int:
    """Each deadline is told once in its last week, and once when a day or none is left. Returns how many were told."""
    with transaction.atomic():
        return tell_due() if try_to_hold(Lock.REMINDING) else 0  # two at once would both find that it is not yet told


def tell_due() -> int:
    day = today()
    acting = set(Affiliation.objects.active().values_list("organisation", flat=True))
    return sum(
        remind(deadline, A_DAY if (deadline.day - day).days <= A_DAY else A_WEEK)
        for deadline in deadlines(acting, day, day + timedelta(days=A_WEEK))
    )


def remind(deadline: Deadline, before: int) -> int:
    kind, _colon, pk = deadline.thing.partition(":")
    said = {"due": deadline.day.isoformat(), "days": before, "organisation": deadline.organisation_id}
    known = Event.objects.filter(verb="deadline.near", target_kind=kind, target_id=pk)
    if known.filter(data__due=said["due"], data__days=before, data__organisation=said["organisation"]).exists():
        return 0
    record(
        "deadline.near",
        Target(kind, int(pk), deadline.words["topic"], deadline.url),
        audience=Audience.ORGANISATIONS,
        audience_ids=[deadline.organisation_id],
        data=said | {"what": deadline.what, "words": deadline.words},
    )
    return 1
