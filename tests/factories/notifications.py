"""Interests, and the way from what happened to a mail."""

from enlacesur.journal.models import Cursor, Event
from enlacesur.notifications import compose, delivery
from enlacesur.notifications.fanout import tell
from enlacesur.notifications.models import Interest, Letter, Notification


def interest(person, **criteria):
    return Interest.objects.create(person=person, **criteria)


def fan_out():
    """Tell everybody of what happened since the last time."""
    cursor, _new = Cursor.objects.get_or_create(name="of the test")
    events = list(Event.objects.filter(pk__gt=cursor.event_id).order_by("id"))
    tell(events)
    Cursor.objects.filter(name=cursor.name).update(event_id=max([cursor.event_id, *(event.pk for event in events)]))


def told(person):
    return [notice.event.verb for notice in Notification.objects.filter(person=person).order_by("id")]


def unread(person):
    return [notice.event.verb for notice in Notification.objects.unread().filter(person=person).order_by("id")]


def reachable(*people):
    """With a confirmed address."""
    for person in people:
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)


def make_due(person=None):
    """The hour of everything that waits has come."""
    from django.utils import timezone

    rows = Notification.objects.filter(due_at__isnull=False)
    (rows.filter(person=person) if person else rows).update(due_at=timezone.now())


def post_letters():
    """Compose what is due, and send it."""
    while compose.compose():
        pass
    while delivery.deliver():
        pass


def all_goes_out():
    fan_out()
    make_due()
    post_letters()


def letter_to(person):
    return Letter.objects.get(person=person)
