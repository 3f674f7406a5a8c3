from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enlacesur.journal.models import Event
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named

PERSON = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    SOLUTION = "solution", gettext_lazy("Solutions")
    NEED = "need", gettext_lazy("Needs")
    STRENGTH = "strength", gettext_lazy("What cities offer")
    EXPERT = "expert", gettext_lazy("Experts")
    EXCHANGE = "exchange", gettext_lazy("Completed exchanges")


class InterestQuerySet(models.QuerySet):
    def active(self) -> "InterestQuerySet":
        return self.filter(active=True)

    def met_by(self, event: Event) -> "InterestQuerySet":
        """Those whose every criterion the event meets; words are looked at elsewhere. An empty criterion is met."""
        return self.active().filter(
            Q(themes=[]) | Q(themes__overlap=event.themes),
            Q(sdgs=[]) | Q(sdgs__overlap=event.sdgs),
            Q(countries=[]) | Q(countries__overlap=event.countries),
            Q(kinds=[]) | Q(kinds__contains=[event.target_kind]),
        )


class Interest(models.Model):
    """What a person wants to be told of. Seen by nobody else."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="interests")
    themes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    sdgs = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    kinds = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    words = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, default="es")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["-active", "-id"]
        indexes = [
            GinIndex(fields=["themes"], name="interest_themes"),
            models.Index(fields=["words"], condition=~Q(words=""), name="interest_words"),
            models.Index(fields=["changed_at"], condition=~Q(words=""), name="interest_words_changed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(themes=[], sdgs=[], countries=[], kinds=[], words=""),
                name="interest_in_something",
                violation_error_message=gettext_lazy(
                    "Choose at least one thing: with nothing chosen you would be told of everything."
                ),
            )
        ]

    def __str__(self) -> str:
        """The interest in words: «Ambiente, Cultura; en Brasil; palabras “feria”»."""
        return "; ".join(part for part in self.parts() if part)

    def parts(self) -> list[str]:
        labels = dict(Kind.choices)
        return [
            ", ".join(str(labels[kind]) for kind in self.kinds if kind in labels),
            ", ".join(term.label for term in named(Vocabulary.THEMES, self.themes)),
            ", ".join(term.label for term in named(Vocabulary.SDGS, self.sdgs)),
            ", ".join(term.label for term in named(Vocabulary.COUNTRIES, self.countries)),
            f"“{self.words}”" if self.words else "",
        ]


class Reason(models.TextChoices):
    """Why somebody is told, when no interest of theirs brought it."""

    INTEREST = "interest"
    ORGANISATION = "organisation"  # it concerns the organisation for which they act
    PERSON = "person"  # it concerns themselves


class NotificationQuerySet(models.QuerySet):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at__isnull=True)

    def with_reasons(self) -> "NotificationQuerySet":
        return self.select_related("event", "interest")


class Notification(models.Model):
    """One person is told of one event, once, for one reason."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="notifications")
    event = models.ForeignKey(Event, models.CASCADE, related_name="notifications")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    interest = models.ForeignKey(Interest, models.SET_NULL, null=True, related_name="notifications")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["person", "event"], name="told_once")]
        indexes = [
            models.Index(fields=["person", "-id"], name="inbox"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="inbox_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.event}"

    def get_absolute_url(self) -> str:
        return reverse("notification", args=[self.pk])

    @property
    def title(self) -> str:
        from enlacesur.notifications.wording import title

        return title(self.event)

    @property
    def because(self) -> str:
        """A sentence that begins with because."""
        if self.reason == Reason.INTEREST:
            if self.interest is None:
                return _("Because of an interest that you have deleted since.")
            return _("Because you follow %(interest)s.") % {"interest": self.interest}
        if self.reason == Reason.PERSON:
            return _("Because it is about you.")
        return _("Because it concerns the institution for which you act.")

    @property
    def about(self) -> tuple[str, int]:
        """What a person silences with «no more of this»: the event's subject, or what it says that it is about."""
        first: Any = (self.event.data.get("about") or [[self.event.target_kind, self.event.target_id]])[0]
        return first[0], first[1]


class Mute(models.Model):
    """No more notices about one thing."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="mutes")
    kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    title = models.CharField(max_length=300, blank=True)  # of the notice by which it was silenced
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "target_id"], name="mute_once")]

    def __str__(self) -> str:
        return f"{self.person_id} not {self.kind}:{self.target_id}"
