"""What is old enough is deleted, in portions: nobody waits for one.

What is a record stays: whom an announcement reached, what was asked of somebody or answered. So does what waits for a
mail.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from enlacesur.accounts.models import Person
from enlacesur.core.compiled import these
from enlacesur.notifications.models import Interest, Letter, LetterKind, Notification, Reason
from enlacesur.notifications.models.letters import ON_ITS_WAY
from enlacesur.notifications.states import LetterState

PORTION = 1000
KEPT_INTERESTS = timedelta(days=90)  # that ended, for the reasons of notices
TO_GO = (LetterState.QUEUED, *ON_ITS_WAY)


def forget_old() -> None:
    now = timezone.now()
    forget_notices(
        now - timedelta(days=settings.NOTICES_KEPT),
        now - timedelta(days=max(settings.NOTICES_KEPT, settings.UNREAD_NOTICES_KEPT)),
    )
    forget_letters(now - timedelta(days=settings.LETTERS_KEPT))
    delete(Interest.objects.filter(ended_at__lt=now - KEPT_INTERESTS))


def forget_notices(read: datetime, unread: datetime) -> None:
    """What interests brought, when it was last told of before then. Of who has no account any more, all: it is of the
    moment in which they closed it, and they were being told. Looked for by person, as the inbox is."""
    waits = Exists(Letter.objects.filter(pk=OuterRef("letter"), state__in=TO_GO))
    old = Notification.objects.filter(~waits, reason=Reason.INTEREST, created_at__lt=read, due_at=None)
    old = old.filter(Q(read_at__isnull=False) | Q(created_at__lt=unread))
    for people in portions(Person.objects.all()):
        delete(old.filter(person__in=these(people)))
    for people in portions(Person.objects.filter(is_active=False)):
        delete(Notification.objects.filter(person__in=these(people)))


def forget_letters(before: datetime) -> None:
    """The record of an announcement tells by its letters whom it reached, and by its tests who saw it first."""
    records = Exists(Notification.objects.filter(letter=OuterRef("pk"), reason=Reason.ANNOUNCEMENT))
    old = Letter.objects.filter(created_at__lt=before).exclude(state__in=TO_GO)
    for letters in portions(old):
        delete(old.filter(~records, pk__in=these(letters)).exclude(kind=LetterKind.TEST))


def portions(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """Their ids, in order: however many of them stay, each is looked at once."""
    last = 0
    while ids := ids_of(rows.filter(pk__gt=last).order_by("pk")):
        yield ids
        last = ids[-1]


def delete(rows: QuerySet[Any]) -> None:
    """What has changed since it was looked for is looked at again by the database."""
    while ids := ids_of(rows.order_by()):
        rows.filter(pk__in=these(ids)).delete()


def ids_of(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:PORTION])
