from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from enlacesur.network.models import Organisation
from enlacesur.practices.models.cards import Practice
from enlacesur.practices.states import AdaptationState, ConfirmationState

PERSON = settings.AUTH_USER_MODEL
LIVE = (AdaptationState.PLANNED, AdaptationState.UNDER_WAY, AdaptationState.WORKING)


class AdaptationQuerySet(models.QuerySet):
    def live(self) -> "AdaptationQuerySet":
        return self.filter(state__in=LIVE)

    def with_parties(self) -> "AdaptationQuerySet":
        of = ("organisation", "practice__organisation", "parent__organisation", "own_practice__organisation")
        return self.select_related(*of, "abandonment", "answer")


class Remark(models.Model):
    """What a city says with a step of an adaptation: why it was abandoned; that it is so, or what is not. Never
    overwritten: another word is another row, and the event of each step names its own."""

    text = models.TextField()
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.text


class Adaptation(models.Model):
    """An organisation adapts another one's card: what it keeps, what it changes, why, and what became of it.

    `parent` is the adaptation it learnt from; without one it learnt from the card with which the genealogy begins, its
    `root`. Both are kept true by the actions, also when the adapter's own card is adapted in its turn.
    """

    root = models.ForeignKey(Practice, models.PROTECT, related_name="genealogy")
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="adaptations")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="adaptations")
    own_practice = models.OneToOneField(Practice, models.PROTECT, null=True, blank=True, related_name="adapted_as")
    author = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=2, default="es")
    state = models.CharField(max_length=10, choices=AdaptationState.choices, default=AdaptationState.PLANNED)
    keeps = models.TextField()
    changes = models.TextField()
    why = models.TextField(blank=True)
    started = models.PositiveSmallIntegerField(null=True, blank=True)
    worked_since = models.PositiveSmallIntegerField(null=True, blank=True)
    results = models.TextField(blank=True)
    cost_usd = models.PositiveIntegerField(null=True, blank=True)
    people_reached = models.PositiveIntegerField(null=True, blank=True)
    abandonment = models.ForeignKey(Remark, models.PROTECT, null=True, blank=True, related_name="+")
    readiness = models.JSONField(default=dict, blank=True)  # a need of the card → [answer, a word of the city's]
    confirmation = models.CharField(max_length=10, choices=ConfirmationState.choices, default=ConfirmationState.ASKED)
    answer = models.ForeignKey(Remark, models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AdaptationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "practice"], condition=Q(state__in=LIVE), name="adaptation_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=AdaptationState.ABANDONED) | Q(abandonment__isnull=False),
                name="adaptation_abandoned_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=AdaptationState.WORKING) | Q(worked_since__isnull=False),
                name="adaptation_worked_since",
            ),
            models.CheckConstraint(
                condition=Q(worked_since__isnull=True) | Q(started__isnull=True) | Q(worked_since__gte=F("started")),
                name="adaptation_years",
            ),
            models.CheckConstraint(
                condition=Q(confirmation=ConfirmationState.ASKED) | Q(answered_at__isnull=False),
                name="adaptation_answered",
            ),
            models.CheckConstraint(
                condition=~Q(confirmation=ConfirmationState.DISPUTED) | Q(answer__isnull=False),
                name="adaptation_disputed_reason",
            ),
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="adaptation_not_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.practice}"

    def get_absolute_url(self) -> str:
        return reverse("adaptation", args=[self.practice_id, self.pk])

    @property
    def is_abandoned(self) -> bool:
        return self.state == AdaptationState.ABANDONED

    @property
    def abandonment_reason(self) -> str:
        """Of the last time."""
        return self.abandonment.text if self.abandonment else ""

    @property
    def confirmation_note(self) -> str:
        """What the city that was learnt from says of it as it stands."""
        return self.answer.text if self.answer else ""

    @property
    def is_confirmed(self) -> bool:
        return self.confirmation == ConfirmationState.CONFIRMED

    @property
    def words_sha256(self) -> str:
        """Of what the city that was learnt from confirms: what came of it is the adapter's own to tell."""
        return sha256(repr((self.keeps, self.changes, self.why, self.parent_id)).encode()).hexdigest()

    @property
    def published_card(self) -> Practice | None:
        """The adapter's own card of it, when everybody may read it."""
        return self.own_practice if self.own_practice and self.own_practice.is_published else None

    @property
    def learnt_from(self) -> Organisation:
        """Whose experience it goes on from."""
        teacher: Any = self.parent or self.practice
        return teacher.organisation
