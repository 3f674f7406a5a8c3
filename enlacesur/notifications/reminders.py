"""Reminders of deadlines: a week before and on the day before, to everybody who acts for who owes it."""

from datetime import timedelta

from django.db import transaction

from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience, Event
from enlacesur.network.models import Affiliation, today
from enlacesur.notifications.deadlines import Deadline, deadlines

DAYS_BEFORE = (7, 1)


def remind_of_deadlines() -> int:
    """Each deadline is told once for each of the days; a second run of the same day tells nothing. Returns how many."""
    day, told = today(), 0
    acting = set(Affiliation.objects.active().values_list("organisation", flat=True))
    for before in DAYS_BEFORE:
        due = day + timedelta(days=before)
        for deadline in deadlines(acting, due, due):
            told += remind(deadline, before)
    return told


def remind(deadline: Deadline, before: int) -> int:
    kind, _colon, pk = deadline.thing.partition(":")
    said = {"due": deadline.day.isoformat(), "days": before, "organisation": deadline.organisation_id}
    sentence = {"what": deadline.what, "words": deadline.words}
    with transaction.atomic():
        known = Event.objects.filter(verb="deadline.near", target_kind=kind, target_id=pk)
        if known.filter(data__due=said["due"], data__days=before, data__organisation=said["organisation"]).exists():
            return 0
        record(
            "deadline.near",
            Target(kind, int(pk), deadline.words["topic"], deadline.url),
            audience=Audience.ORGANISATIONS,
            audience_ids=[deadline.organisation_id],
            data=said | sentence,
        )
    return 1
