from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enlacesur.network.models import OrganisationKind, Role
from enlacesur.notifications.states import AnnouncementState

PERSON = settings.AUTH_USER_MODEL


class Announcement(models.Model):
    """The secretariat tells something to a chosen audience. An empty criterion lets everybody through.

    `title` and `text` are the Spanish ones; a language without a text of its own gets these.
    """

    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"), max_length=10_000)
    title_pt = models.CharField(_("title in Portuguese"), max_length=150, blank=True)
    text_pt = models.TextField(_("text in Portuguese"), max_length=10_000, blank=True)
    urgent = models.BooleanField(default=False)
    kinds = ArrayField(models.CharField(max_length=20, choices=OrganisationKind), default=list, blank=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    themes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    members_only = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=AnnouncementState, default=AnnouncementState.DRAFT)
    send_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True)
    reached = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["send_at"], condition=Q(state="scheduled"), name="announcement_due")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(send_at__isnull=False), name="announcement_scheduled_for"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("announcement", args=[self.pk])

    @property
    def languages(self) -> list[str]:
        """Those in which it is written."""
        return ["es", "pt-br"] if self.text_pt else ["es"]

    def language_for(self, language: str) -> str:
        """In which a reader of this language gets it."""
        return "pt" if language[:2] == "pt" and self.text_pt else "es"

    def said_in(self, language: str) -> tuple[str, str]:
        """Title and text for a reader of this language."""
        if self.language_for(language) == "pt":
            return self.title_pt or self.title, self.text_pt
        return self.title, self.text
