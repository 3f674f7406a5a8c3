from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterState(models.TextChoices):
    """A mail on its way. `handing` is the moment in which the server is given the last dot of it."""

    QUEUED = "queued", _("Waiting")
    TAKEN = "taken", _("Being sent")
    HANDING = "handing", _("Being handed over")
    SENT = "sent", _("Sent")
    UNCONFIRMED = "unconfirmed", _("Sent, without the server's answer")
    DROPPED = "dropped", _("Not needed any more")
    FAILED = "failed", _("Given up")
    BOUNCED = "bounced", _("Came back")


LETTER_TRANSITIONS = {
    LetterState.QUEUED: (LetterState.TAKEN,),
    LetterState.TAKEN: (
        LetterState.HANDING,
        LetterState.QUEUED,
        LetterState.DROPPED,
        LetterState.FAILED,
        LetterState.BOUNCED,
    ),
    LetterState.HANDING: (
        LetterState.SENT,
        LetterState.UNCONFIRMED,
        LetterState.QUEUED,
        LetterState.FAILED,
        LetterState.BOUNCED,
    ),
    LetterState.SENT: (LetterState.BOUNCED,),
    LetterState.UNCONFIRMED: (LetterState.BOUNCED, LetterState.QUEUED),
    LetterState.DROPPED: (),
    LetterState.FAILED: (),
    LetterState.BOUNCED: (),
}

LETTER_OWNERS = {
    LetterState.QUEUED: "the worker, when its hour and its domain's turn have come",
    LetterState.TAKEN: "the worker that took it; another one when that one died",
    LetterState.HANDING: "the worker that took it; when that one died, it counts as sent",
    LetterState.SENT: "nobody, unless the mail comes back",
    LetterState.UNCONFIRMED: "nobody, unless the mail comes back, or the worker does and knows that it did not go",
    LetterState.DROPPED: "nobody: all in it was read or withdrawn, or goes to the address that its person has now",
    LetterState.FAILED: "nobody: the notices stay in the inbox",
    LetterState.BOUNCED: "nobody: the person is told on the site, and uses another address or tries it again",
}


class AnnouncementState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    SENT = "sent", _("Sent")
    CANCELLED = "cancelled", _("Cancelled")


ANNOUNCEMENT_TRANSITIONS = {
    AnnouncementState.DRAFT: (AnnouncementState.SCHEDULED, AnnouncementState.CANCELLED),
    AnnouncementState.SCHEDULED: (AnnouncementState.DRAFT, AnnouncementState.SENT, AnnouncementState.CANCELLED),
    AnnouncementState.SENT: (),
    AnnouncementState.CANCELLED: (AnnouncementState.DRAFT,),
}

ANNOUNCEMENT_OWNERS = {
    AnnouncementState.DRAFT: "the secretariat",
    AnnouncementState.SCHEDULED: "the secretariat until its hour; then the worker",
    AnnouncementState.SENT: "nobody",
    AnnouncementState.CANCELLED: "the secretariat, which may take it up again",
}
