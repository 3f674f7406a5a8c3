from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from enlacesur.accounts.models import Person
from enlacesur.journal.models import Event
from enlacesur.network.models import Affiliation, Organisation
from enlacesur.notifications.models.interests import Interest
from enlacesur.notifications.models.letters import Letter

PERSON = settings.AUTH_USER_MODEL


class Reason(models.TextChoices):
    """The rule by which somebody is told."""

    INTEREST = "interest"
    ORGANISATION = "organisation"  # it concerns the organisation for which they act
    PERSON = "person"  # it concerns themselves
    ANNOUNCEMENT = "announcement"  # the secretariat tells it to an audience of which they are


class NotificationQuerySet(models.QuerySet):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at__isnull=True)

    def shown_to(self, person: Any, affiliations: Iterable[Affiliation]) -> "NotificationQuerySet":
        """A person's notices, but those that came by acting for an organisation for which they act no more."""
        acting = [affiliation.organisation_id for affiliation in affiliations]
        return self.filter(Q(organisation_id__isnull=True) | Q(organisation_id__in=acting), person=person)

    def listed_for(self, person: Any, affiliations: Iterable[Affiliation]) -> "NotificationQuerySet":
        """The same, of each thing the newest alone: what was told of it before is told by it too."""
        shown = self.shown_to(person, affiliations)
        newer = shown.filter(thing=OuterRef("thing"), pk__gt=OuterRef("pk")).order_by()
        return shown.filter(~Exists(newer))

    def counted(self) -> Coalesce:
        """How many they are, for a page that asks for something else in the same query."""
        all_of_them = self.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
        return Coalesce(Subquery(all_of_them), 0)

    def with_reasons(self) -> "NotificationQuerySet":
        return self.select_related("event", "interest")

    def ranked(self) -> "NotificationQuerySet":
        """What is theirs to answer first, then what fits best, then the newest."""
        first = Case(When(mandatory=True, then=Value(0)), default=Value(1))
        return self.order_by(first, "-fit", "-id")


class Notification(models.Model):
    """One person is told of one thing, once. What becomes of the thing before it is read is told in the same notice.

    `due_at`: when a mail takes it along; null when none will, or when one has. `organisation_id`: for whom they were
    told. The database checks no foreign key here: one statement writes up to a million rows, of people who are never
    deleted, of an event that it tells, of interests that go with their notices or long after they ended. No letter has
    them yet.
    """

    person = models.ForeignKey(
        PERSON, models.CASCADE, related_name="notifications", db_index=False, db_constraint=False
    )
    event = models.ForeignKey(Event, models.CASCADE, related_name="notifications", db_index=False, db_constraint=False)
    thing = models.CharField(max_length=60)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    interest = models.ForeignKey(
        Interest, models.SET_NULL, null=True, related_name="notifications", db_constraint=False
    )
    organisation_id = models.BigIntegerField(null=True)
    mandatory = models.BooleanField(default=False)
    fit = models.PositiveSmallIntegerField(default=0)
    times = models.PositiveSmallIntegerField(default=1)  # that it was told of; no more are counted than fit in
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    less_at = models.DateTimeField(null=True)  # «less like this»
    due_at = models.DateTimeField(null=True)
    by_digest = models.BooleanField(default=False)  # due with the digest, not at once
    letter = models.ForeignKey(
        Letter, models.SET_NULL, null=True, related_name="notices", db_index=False, db_constraint=False
    )
    in_full = models.BooleanField(default=False)  # in its letter: with its content, not by its title alone

    objects = NotificationQuerySet.as_manager()

    institution = ""  # the name of the organisation, when it was looked up

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="told_once"),
            models.UniqueConstraint(
                fields=["person", "thing"], condition=Q(read_at__isnull=True), name="one_unread_notice_per_thing"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="inbox"),
            models.Index(fields=["due_at", "person"], condition=Q(due_at__isnull=False), name="notice_due"),
            models.Index(
                fields=["due_at", "person"], condition=Q(due_at__isnull=False, mandatory=True), name="notice_pressing"
            ),
            models.Index(fields=["thing"], condition=Q(read_at__isnull=True, mandatory=True), name="notice_asks"),
            models.Index(fields=["letter"], condition=Q(letter__isnull=False), name="notice_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.event}"

    def get_absolute_url(self) -> str:
        return reverse("notification", args=[self.pk])

    @property
    def can_be_stopped(self) -> bool:
        return may_stop(self.reason, self.event)

    @property
    def target(self) -> str:
        """Where it leads, without a language."""
        return str(self.event.data.get("candidate_url") or self.event.url)

    @property
    def title(self) -> str:
        from enlacesur.notifications.wording import title

        return title(self.event)

    @property
    def because(self) -> str:
        from enlacesur.notifications.wording import because

        return because(self)


@dataclass(slots=True)
class Told:
    """A notice as a mail tells it: of thousands at a time, only what is needed for that."""

    person: Person
    event: Event
    interest: Interest | None
    pk: int
    reason: str
    mandatory: bool
    organisation_id: int | None
    letter_id: int
    in_full: bool
    due_at: datetime | None
    institution: str = ""


Notice = Notification | Told


def may_stop(reason: str, event: Event) -> bool:
    """What an interest brings, and what may still become of a thing that has a name. The secretariat's next
    announcement is another thing."""
    return reason == Reason.INTEREST or (reason != Reason.ANNOUNCEMENT and bool(event.title))


def name_institutions(notices: Iterable[Notice]) -> None:
    """Look up for whom people were told, in one query for all."""
    rows = [row for row in notices if row.organisation_id]
    known = Organisation.objects.in_bulk({row.organisation_id for row in rows}) if rows else {}
    for row in rows:
        row.institution = str(known.get(row.organisation_id, ""))
