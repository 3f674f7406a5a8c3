"""What a person does with notices and interests."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from enlacesur.accounts.models import Person
from enlacesur.notifications.models import Interest, Mute, Notification, Reason


def follow_themes(person: Person, themes: Iterable[str]) -> None:
    """An interest for each theme, so that each can be stopped by itself; none twice."""
    for theme in sorted(set(themes)):
        if not Interest.objects.filter(person=person, themes=[theme], words="").exists():
            Interest.objects.create(person=person, themes=[theme], language=person.language[:2])


def read(notification: Notification) -> None:
    Notification.objects.filter(pk=notification.pk, read_at__isnull=True).update(read_at=timezone.now())


def read_all(person: Person) -> int:
    return Notification.objects.unread().filter(person=person).update(read_at=timezone.now())


def stop(notification: Notification) -> None:
    """No more for the reason that brought this one: the interest is switched off, or the thing silenced."""
    with transaction.atomic():
        if notification.reason == Reason.INTEREST and notification.interest_id:
            Interest.objects.filter(pk=notification.interest_id).update(active=False)
        else:
            kind, target_id = notification.about
            told = {"title": notification.event.title[:300]}
            Mute.objects.get_or_create(person=notification.person, kind=kind, target_id=target_id, defaults=told)


def unmute(mute: Mute) -> None:
    mute.delete()


def export_of(person: Person) -> dict[str, Any]:
    """What this room keeps of a person."""
    fields = ("themes", "sdgs", "countries", "kinds", "words", "active", "created_at")
    notices = person.notifications.select_related("event").order_by("id")
    return {
        "interests": list(person.interests.values(*fields)),
        "silenced": list(person.mutes.values("kind", "title", "at")),
        "notices": [
            {"at": notice.created_at, "title": notice.event.title, "read_at": notice.read_at} for notice in notices
        ],
    }


def erase(person: Person) -> None:
    person.notifications.all().delete()
    person.interests.all().delete()
    person.mutes.all().delete()
