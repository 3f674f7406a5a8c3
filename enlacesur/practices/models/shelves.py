"""A card on the shelves: who takes part in it, and what was put forward for the Bank and the Observatory."""

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enlacesur.core.profile import in_language, read
from enlacesur.network.models import Organisation
from enlacesur.practices.models.cards import Practice
from enlacesur.practices.states import PartState, SubmissionState

PERSON = settings.AUTH_USER_MODEL
LIVE = (SubmissionState.SUBMITTED, SubmissionState.RETURNED)
ON_SHELF = (SubmissionState.ACCEPTED, SubmissionState.DISTINGUISHED)


class Shelf(models.TextChoices):
    """Where a card can stand besides being shared. Rules, rubric, seal and words of each are in the profile."""

    BANK = "bank", _("Bank of Good Practices")
    OBSERVATORY = "observatory", _("City–University Observatory")

    @property
    def seal(self) -> str:
        return str(shelf_words(self.value).get("seal", self.value.upper()))

    @property
    def about(self) -> str:
        return str(in_language(shelf_words(self.value).get("about", {})))

    @property
    def heading(self) -> str:
        return str(in_language(shelf_words(self.value).get("labels", {"es": self.label})))


@cache
def shelf_words(slug: str) -> dict[str, Any]:
    return dict(read("shelves.toml").get(slug, {}))


class PartnershipQuerySet(models.QuerySet):
    def confirmed(self) -> "PartnershipQuerySet":
        """What readers see of who takes part."""
        return self.filter(state=PartState.CONFIRMED).select_related("organisation")

    def asked_of(self, organisations: Any) -> "PartnershipQuerySet":
        return self.filter(state=PartState.ASKED, organisation__in=organisations)


class Partnership(models.Model):
    """An institution that takes part in a card, as the card's own institution says, and whether it says so too."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partnerships")
    part = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=PartState.choices, default=PartState.ASKED)
    confirmed_sha256 = models.CharField(max_length=64, blank=True)  # of the text that was confirmed
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    recorded = models.BooleanField(default=False)  # confirmed by the secretariat's list alone, not by the partner

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["practice"],
                include=["organisation"],
                condition=Q(state=PartState.CONFIRMED),
                name="partner_confirmed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["practice", "organisation"], name="partner_once"),
            models.CheckConstraint(
                condition=Q(state=PartState.CONFIRMED, confirmed_sha256__gt="")
                | (~Q(state=PartState.CONFIRMED) & Q(confirmed_sha256="")),
                name="partner_confirmed_a_text",
            ),
            models.CheckConstraint(condition=~Q(state=PartState.REFUSED) | Q(reason__gt=""), name="partner_said_why"),
            models.CheckConstraint(
                condition=Q(recorded=False) | Q(state=PartState.CONFIRMED), name="partner_recorded_is_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.part}"

    def get_absolute_url(self) -> str:
        return reverse("partnership", args=[self.pk])

    @property
    def own_word(self) -> PartState:
        """What the institution itself has said. Of what was recorded it has not said anything yet."""
        return PartState.ASKED if self.recorded else PartState(self.state)

    @property
    def standing(self) -> str:
        """Its state, and whose word that is."""
        return str(_("Recorded by the secretariat")) if self.recorded else self.get_state_display()


class SubmissionQuerySet(models.QuerySet):
    def live(self) -> "SubmissionQuerySet":
        return self.filter(state__in=LIVE)

    def on_shelf(self) -> "SubmissionQuerySet":
        """Accepted, whatever became of the card since."""
        return self.filter(state__in=ON_SHELF)


class Submission(models.Model):
    """A card put forward for a shelf. The rules that were answered, and by which version, stay with it."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="submissions")
    shelf = models.CharField(max_length=15, choices=Shelf.choices)
    edition = models.CharField(max_length=10)
    state = models.CharField(max_length=15, choices=SubmissionState.choices, default=SubmissionState.SUBMITTED)
    version = models.PositiveIntegerField()  # of the card, as it was put forward last
    rules_version = models.CharField(max_length=20)
    submitted_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reasons = models.TextField(blank=True)  # to the authors
    public_summary = models.TextField(blank=True)
    criteria = ArrayField(models.CharField(max_length=60), default=list, blank=True)  # in which it stands out
    number = models.PositiveIntegerField(null=True)  # of its seal, within shelf and edition
    # What the secretariat's list said of it last, by column; null when it was evaluated here.
    record = models.JSONField(null=True)
    reference = models.CharField(max_length=60, blank=True)  # its name in that list

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-id"]
        indexes = [  # a shelf is counted from it alone
            models.Index(fields=["shelf", "practice"], condition=Q(state__in=ON_SHELF), name="on_shelf"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "shelf"],
                condition=Q(state__in=[*LIVE, *ON_SHELF]),
                name="on_a_shelf_once",
            ),
            models.UniqueConstraint(fields=["shelf", "edition", "number"], name="seal_once"),
            models.UniqueConstraint(
                fields=["shelf", "reference"], condition=Q(reference__gt=""), name="reference_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ON_SHELF, number__isnull=False)
                | (~Q(state__in=ON_SHELF) & Q(number__isnull=True)),
                name="seal_is_of_what_was_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_shelf_display()}: {self.practice}"

    def get_absolute_url(self) -> str:
        return reverse("submission", args=[self.practice_id, self.shelf])

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_on_shelf(self) -> bool:
        return self.state in ON_SHELF

    @property
    def is_recorded(self) -> bool:
        """Entered by the secretariat as it was decided before, not evaluated here."""
        return self.record is not None

    @property
    def is_distinguished(self) -> bool:
        return self.state == SubmissionState.DISTINGUISHED

    @property
    def seal(self) -> str:
        """By what it is cited: BBP 2026-012. Empty until it is accepted."""
        return f"{Shelf(self.shelf).seal} {self.edition}-{self.number:03}" if self.number else ""
