"""What was asked of an institution is asked of none of its people any more once one of them has done it."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.utils import timezone

from enlacesur.journal.models import Event
from enlacesur.network.models import today
from enlacesur.notifications.acting import all_acting
from enlacesur.notifications.models import Notification
from enlacesur.notifications.news import telling
from enlacesur.notifications.reminders import REMINDERS, no_longer_owed
from enlacesur.notifications.things import settled_by

# Unread notices of what events are about, of who did them and of those who act for the same institution. A notice that
# somebody else is changing at this moment is not waited for.
WAITING = """
SELECT notice.id, notice.event_id
FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[]) AS done (thing, organisation, actor, event)
CROSS JOIN LATERAL (
  SELECT acting.person, acting.organisation FROM ({acting}) AS acting (person, organisation)
  WHERE acting.organisation = done.organisation
  UNION ALL SELECT done.actor, NULL) AS whose (person, organisation)
JOIN notifications_notification AS notice ON notice.person_id = whose.person AND notice.thing = done.thing
WHERE notice.read_at IS NULL AND notice.mandatory AND notice.event_id < done.event
  AND notice.organisation_id IS NOT DISTINCT FROM whose.organisation
FOR UPDATE OF notice SKIP LOCKED
"""


def settle(events: Iterable[Event]) -> None:
    """What these events did of what was asked counts as read, and no mail tells it."""
    done = [(thing, event.organisation_id, event.actor_id, event.pk) for event in events for thing in settled_by(event)]
    waiting = waiting_for(done) if done else []
    asked = Event.objects.in_bulk({event for _notice, event in waiting}).values()
    answered = {event.pk for event in asked if telling(event.verb).asks and event.verb not in REMINDERS}
    over = answered | no_longer_owed(asked)
    settled = [notice for notice, event in waiting if event in over]
    if settled:
        Notification.objects.filter(pk__in=settled).update(read_at=timezone.now(), due_at=None)


def waiting_for(done: Sequence[tuple[str, int | None, int | None, int]]) -> list[tuple[int, int]]:
    """Of (thing, organisation, actor, event): notices that are waiting, and the events that they tell."""
    text, values = all_acting.statement(day=today())
    with connection.cursor() as cursor:
        cursor.execute(WAITING.format(acting=text), [*map(list, zip(*done, strict=True)), *values])
        return cursor.fetchall()
