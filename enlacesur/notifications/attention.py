"""How much of the week's attention is spent, and what waits for the digest because of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from enlacesur.network.models import Affiliation
from enlacesur.notifications.actions import preferences_of
from enlacesur.notifications.compose import WEEK
from enlacesur.notifications.models import Digest, Notification, Preferences


@dataclass(frozen=True)
class Attention:
    unread: int
    spent: int
    budget: int
    waiting: int
    digest_at: datetime | None  # of what waits
    preferences: Preferences
    dead_address: str  # theirs, if no mail reaches it: not one that they had before

    @property
    def none_by_mail(self) -> bool:
        at_once = self.preferences.at_once and self.budget > 0
        return not at_once and self.preferences.digest == Digest.NEVER


def attention(person: Any, affiliations: Iterable[Affiliation]) -> Attention:
    preferences = preferences_of(person)
    mailed = Q(mandatory=False, in_full=True, letter__created_at__gte=timezone.now() - WEEK)
    waiting = Q(read_at__isnull=True, by_digest=True, due_at__isnull=False)
    counts = Notification.objects.shown_to(person, affiliations).aggregate(
        unread=Count("pk", Q(read_at__isnull=True)),
        spent=Count("pk", mailed),
        waiting=Count("pk", waiting),
        digest_at=Min("due_at", filter=waiting),
    )
    dead = preferences.dead_address
    dead = dead if dead.lower() == person.email.lower() else ""
    return Attention(budget=preferences.budget, preferences=preferences, dead_address=dead, **counts)
