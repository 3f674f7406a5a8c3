"""What was asked of an institution is asked of none of its people any more once one of them has done it."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection
from django.utils import timezone

from enlacesur.journal.models import Event
from enlacesur.notifications.models import Notification
from enlacesur.notifications.news import telling
from enlacesur.notifications.reminders import REMINDERS, no_longer_owed
from enlacesur.notifications.things import thing_of

# A thing, the organisation that has done something about it, and the event. Without an organisation: nothing is left to
# do about it, for anybody.
Done = tuple[str, int | None, int]
WAITING = """
SELECT notice.id, notice.event_id, done.organisation IS NULL
FROM unnest(%s::text[], %s::bigint[], %s::bigint[]) AS done (thing, organisation, event)
JOIN notifications_notification AS notice ON notice.thing = done.thing AND notice.event_id < done.event
WHERE notice.read_at IS NULL AND notice.mandatory
  AND (done.organisation IS NULL OR done.organisation = notice.organisation_id)
"""


def settle(events: Iterable[Event]) -> None:
    """What these events did of what was asked counts as read, and no mail tells it."""
    waiting = waiting_for([done for event in events for done in done_by(event)])
    asked = Event.objects.in_bulk({event for _notice, event, _for_all in waiting})
    done = no_longer_owed(asked.values())
    settled = [pk for pk, event, for_all in waiting if event in done or is_answered(asked[event], for_all)]
    if settled:  # one that is just put in a letter is waited for, and the letter will not tell it
        Notification.objects.unread().filter(pk__in=settled).update(read_at=timezone.now(), due_at=None)


def done_by(event: Event) -> Iterator[Done]:
    if event.organisation_id:
        yield thing_of(event), event.organisation_id, event.pk
    if "settles" in event.data:
        yield event.data["settles"], None, event.pk


def is_answered(asked: Event, for_all: bool) -> bool:
    """What a reminder tells is done when it is owed no more, whatever happened."""
    return asked.verb not in REMINDERS and (for_all or bool(telling(asked.verb).asks))


def waiting_for(done: Sequence[Done]) -> list[tuple[int, int, bool]]:
    """Unread notices of what may have been asked before, the events that they tell, and whether it is over for all."""
    if not done:
        return []
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [*map(list, zip(*done, strict=True))])
        return cursor.fetchall()
