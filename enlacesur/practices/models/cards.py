from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enlacesur.network.models import Affiliation, Organisation, today
from enlacesur.network.permissions import active_affiliations
from enlacesur.practices.states import PracticeState

PERSON = settings.AUTH_USER_MODEL
REVIEWED_EVERY = timedelta(days=365)
MUCH_TOO_OLD = timedelta(days=180)  # after the day of its review


class CostBand(models.TextChoices):
    """What it costs to begin, in US$."""

    UNDER_5K = "under_5k", _("under US$ 5,000")
    FROM_5K = "5k_20k", _("US$ 5,000 to 20,000")
    FROM_20K = "20k_100k", _("US$ 20,000 to 100,000")
    FROM_100K = "100k_500k", _("US$ 100,000 to 500,000")
    OVER_500K = "over_500k", _("over US$ 500,000")


LEAST_COST = {"under_5k": 0, "5k_20k": 5_000, "20k_100k": 20_000, "100k_500k": 100_000, "over_500k": 500_000}


class PracticeQuerySet(models.QuerySet):
    def published(self) -> "PracticeQuerySet":
        return self.filter(state=PracticeState.PUBLISHED)

    def for_organisation(self, organisation: Organisation) -> "PracticeQuerySet":
        return self.filter(organisation=organisation)

    def drafts_first(self) -> "PracticeQuerySet":
        """What is still to be done before what is done; within each, the latest."""
        return self.order_by(Case(When(state=PracticeState.DRAFT, then=0), default=1), "-updated_at")

    def visible_to(self, person: Any) -> "PracticeQuerySet":
        """Published and withdrawn ones (these say so and show nothing more); drafts to the organisation's people."""
        return self.visible_by(active_affiliations(person) if person.is_authenticated else [])

    def visible_by(self, affiliations: Iterable[Affiliation]) -> "PracticeQuerySet":
        """To who acts by these, which are in force."""
        own = [affiliation.organisation_id for affiliation in affiliations]
        return self.filter(~Q(state=PracticeState.DRAFT) | Q(organisation__in=own))


class Practice(models.Model):
    """A solution that a city shares. What the public sees is the last version; see PracticeVersion and Draft."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="practices")
    author = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=PracticeState.choices, default=PracticeState.DRAFT)
    language = models.CharField(max_length=2, default="es")
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)
    problem = models.TextField(blank=True)
    done = models.TextField(blank=True)
    results = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    requirements = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    figures = models.JSONField(default=list, blank=True)  # [[value, label], …]
    cost = models.CharField(max_length=10, choices=CostBand.choices, blank=True)
    started = models.PositiveSmallIntegerField(null=True, blank=True)
    ended = models.PositiveSmallIntegerField(null=True, blank=True)
    population_reached = models.PositiveIntegerField(null=True, blank=True)
    partners = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    place = models.CharField(max_length=200, blank=True)
    contact_unit = models.CharField(max_length=200, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    links = ArrayField(models.URLField(max_length=500), default=list, blank=True)
    themes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    sdgs = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    # What the Bank and the Observatory ask for. An axis is named with its edition, as 2022:culture.
    axes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    evidence = models.TextField(blank=True)
    innovation = models.TextField(blank=True)
    replicability = models.TextField(blank=True)
    agreement_date = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    withdrawal_reason = models.TextField(blank=True)
    contact_asked_on = models.DateField(null=True, blank=True)
    contact_confirmed_on = models.DateField(null=True, blank=True)
    contact_asks = models.PositiveSmallIntegerField(default=0)  # mails without an answer
    contact_fault = models.CharField(max_length=300, blank=True)  # why nobody answers there any more
    review_on = models.DateField(null=True, blank=True)  # the day on which to see whether it is still so
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    came_by_list = models.BooleanField(default=False)  # of former years: it was published before it came here

    objects = PracticeQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="practice_newest"),
            models.Index(fields=["review_on"], name="practice_review"),
            models.Index(  # whose the published cards are, without reading the cards
                fields=["id"],
                include=["organisation"],
                condition=Q(state=PracticeState.PUBLISHED),
                name="practice_published",
            ),
            GinIndex(fields=["themes"], name="practice_themes"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PracticeState.DRAFT) | Q(published_at__isnull=False, version__gte=1),
                name="practice_published_at",
            ),
            models.CheckConstraint(
                condition=Q(ended__isnull=True) | Q(started__isnull=True) | Q(ended__gte=F("started")),
                name="practice_years",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("solution", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.state == PracticeState.PUBLISHED

    @property
    def is_outdated(self) -> bool:
        """For long nobody has said that it is still so, or written anything new in it."""
        touched = timezone.localdate(self.updated_at)
        return bool(self.review_on and max(self.review_on, touched + REVIEWED_EVERY) + MUCH_TOO_OLD < today())

    @property
    def answers_at(self) -> str:
        """The address for who has a question: its contact's; when nobody answers there, the institution's own, or that
        of one of its people. It is written to, and shown to nobody."""
        if not self.contact_fault:
            return self.contact_email
        return self.organisation.email or address_of_people(self.organisation)

    @property
    def asked_next(self) -> date | None:
        """The day on which its contact is asked, while that lies ahead."""
        return self.review_on if self.review_on and self.review_on > today() and not self.contact_fault else None

    @property
    def least_cost(self) -> int | None:
        return LEAST_COST.get(self.cost)


def address_of_people(organisation: Organisation) -> str:
    rows = Affiliation.objects.active().filter(organisation=organisation, person__is_active=True)
    return rows.representatives_first().values_list("person__email", flat=True).first() or ""


# What an edit changes and a version keeps.
CONTENT = (
    "language",
    "title",
    "summary",
    "problem",
    "done",
    "results",
    "lessons",
    "requirements",
    "figures",
    "cost",
    "started",
    "ended",
    "population_reached",
    "partners",
    "place",
    "contact_unit",
    "contact_name",
    "contact_email",
    "links",
    "themes",
    "sdgs",
    "axes",
    "evidence",
    "innovation",
    "replicability",
    "agreement_date",
)


# Versions are public and kept for ever: a person who answered once is not named in them.
PERSONAL = ("contact_name", "contact_email")
VERSIONED = tuple(name for name in CONTENT if name not in PERSONAL)


class PracticeVersion(models.Model):
    """What the card said from a moment on. Never changed."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    content = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["practice", "number"], name="practice_version_once")]

    def __str__(self) -> str:
        return f"{self.practice} {self.number}"

    def card(self) -> Practice:
        """The card as it was then: to be read, never saved."""
        return Practice(pk=self.practice_id, organisation=self.practice.organisation, **self.content)


class DraftQuerySet(models.QuerySet):
    def of(self, practice: Practice, person: Any) -> "DraftQuerySet":
        """In which a person writes a card: the one of its institution until it is published first, then their own."""
        rows = self.filter(practice=practice).order_by("-saved_at")
        return rows if practice.state == PracticeState.DRAFT else rows.filter(person=person)


class Draft(models.Model):
    """What was typed and is not yet published: the fields of the form as they were sent. `person`: who began it, and
    whose it is once the card is published."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="drafts")
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="drafts")
    base_version = models.PositiveIntegerField()
    fields = models.JSONField()  # name → list of texts, as the form sends them
    edits = models.JSONField(default=dict)  # who wrote what, and texts that wait for a choice: see core.edits
    saved_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "person"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.practice} ({self.person_id})"

    @property
    def mark(self) -> str:
        """Another one each time that it is kept."""
        return self.saved_at.isoformat()


def attachment_path(attachment: "Attachment", name: str) -> str:
    return f"solutions/{attachment.practice_id}/{name}"


class AttachmentRole(models.TextChoices):
    OTHER = "other", _("Something else")
    AGREEMENT = "agreement", _("The agreement between the institutions")
    DISSEMINATION = "dissemination", _("Dissemination material")


class Attachment(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=attachment_path, max_length=300)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=15, choices=AttachmentRole.choices, default=AttachmentRole.OTHER)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
