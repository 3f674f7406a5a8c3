from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.http import int_to_base36
from django.utils.translation import gettext_lazy as _

from enlacesur.accounts.models import Person
from enlacesur.notifications.states import LetterState

PERSON = settings.AUTH_USER_MODEL
ON_ITS_WAY = (LetterState.TAKEN, LetterState.HANDING)
OUT = (LetterState.SENT, LetterState.UNCONFIRMED)

TONES = {"sent": "mate", "failed": "earth", "bounced": "earth"}


class LetterKind(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("Digest")
    TEST = "test", _("Test of an announcement")
    OUTSIDE = "outside", _("To an address without an account")


class LetterQuerySet(models.QuerySet):
    def waiting(self, now: datetime) -> "LetterQuerySet":
        return self.filter(state=LetterState.QUEUED, try_at__lte=now)

    def search(self, words: str) -> "LetterQuerySet":
        """By address, name or subject."""
        for word in words.split()[:5]:
            self = self.filter(Q(to__icontains=word) | Q(subject__icontains=word) | Q(person__name__icontains=word))
        return self


class Letter(models.Model):
    """One mail to one person: the log of what was sent. What it says is composed at the moment in which it goes.

    `subject` is kept of announcements alone: that of other mails tells what a person follows and does.
    """

    person = models.ForeignKey(PERSON, models.CASCADE, null=True, related_name="letters")
    about = models.CharField(max_length=60, blank=True)  # of a mail to no account: what it is about, as kind:id
    announcement = models.ForeignKey("Announcement", models.CASCADE, null=True, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterKind)
    to = models.CharField(max_length=254)
    domain = models.CharField(max_length=254)
    subject = models.CharField(max_length=250, blank=True)
    state = models.CharField(max_length=12, choices=LetterState, default=LetterState.QUEUED)
    created_at = models.DateTimeField(auto_now_add=True)
    try_at = models.DateTimeField(default=timezone.now)
    moved_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    stops = models.CharField(max_length=80, blank=True)  # by one click: an interest or a thing; all mails when empty
    pressing = models.BooleanField(default=False)  # something in it is theirs to answer, or announced as urgent
    notices_in = models.PositiveIntegerField(default=0)
    notices_left = models.PositiveIntegerField(default=0)  # to the inbox: too many even to be named
    answer = models.CharField(max_length=300, blank=True)  # what the server, or a returned mail, said last

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, kind="outside", about__gt="")
                | (Q(person__isnull=False, about="") & ~Q(kind="outside")),
                name="letter_to_a_person_or_outside",
            )
        ]
        indexes = [
            models.Index(fields=["try_at"], condition=Q(state="queued"), name="letter_waiting"),
            models.Index(fields=["moved_at"], condition=Q(state__in=["taken", "handing"]), name="letter_in_hand"),
            models.Index(fields=["sent_at", "domain"], name="letter_throttle"),
            models.Index(fields=["person", "-sent_at"], name="letter_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}: {self.state}"

    @property
    def called(self) -> str:
        """By its number and the moment in which it was made: in a database restored from a dump, another letter gets
        the number of one that went since, whose links and returns are not its own."""
        return f"{self.pk}-{int_to_base36(int(self.created_at.timestamp() * 1_000_000))}"

    @property
    def owner(self) -> Person:
        """Of a letter to somebody with an account."""
        assert self.person  # noqa: S101  letters to no account take the way of `outside`
        return self.person

    @property
    def tone(self) -> str:
        return TONES.get(self.state, "")


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()
