"""What the secretariat tells to a chosen audience: the one writer of an announcement's state."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.states import NotNow, move
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.notifications.audience import addressed, notices_of
from enlacesur.notifications.models import Announcement, Letter, LetterKind
from enlacesur.notifications.models.letters import domain_of
from enlacesur.notifications.permissions import can_announce
from enlacesur.notifications.states import ANNOUNCEMENT_TRANSITIONS, AnnouncementState, LetterState

NOT_A_DRAFT = {
    AnnouncementState.SCHEDULED: gettext_lazy("It is scheduled. Take it back to change it."),
    AnnouncementState.SENT: gettext_lazy("It is sent, and cannot be changed any more."),
    AnnouncementState.CANCELLED: gettext_lazy("It is cancelled. Take it up again to change it."),
}
MEANWHILE = gettext_lazy("This has changed in the meantime, and that step is no longer possible.")

# What became of an announcement for one of those who were told; each is counted in one of them.
FATES = {
    "mailed": Q(letter__state__in=[LetterState.SENT, LetterState.UNCONFIRMED]),
    "waiting": Q(letter__isnull=True, due_at__isnull=False)
    | Q(letter__state__in=[LetterState.QUEUED, LetterState.TAKEN, LetterState.HANDING]),
    "came_back": Q(letter__state=LetterState.BOUNCED),
    "given_up": Q(letter__state=LetterState.FAILED),
    "inbox": Q(letter__isnull=True, due_at__isnull=True) | Q(letter__state=LetterState.DROPPED),
}


def write(announcement: Announcement, *, by: Person, seen: str = "") -> Announcement:
    """Keep a draft. `seen`: the version that its writer had before them; another one is not overwritten unseen."""
    require(can_announce(by))
    with transaction.atomic():
        if announcement.pk is None:
            announcement.author = by
        else:
            before = locked(announcement)
            require_draft(before)
            require_seen(before, seen)
            announcement.state, announcement.send_at = before.state, before.send_at
        announcement.save()
    return announcement


def require_draft(announcement: Announcement) -> None:
    state = AnnouncementState(announcement.state)
    if state != AnnouncementState.DRAFT:
        raise NotNow(NOT_A_DRAFT[state])


def version_of(announcement: Announcement) -> str:
    """Another one after each change of it."""
    return announcement.changed_at.isoformat() if announcement.pk else ""


def require_seen(announcement: Announcement, seen: str) -> None:
    if seen and seen != version_of(announcement):
        raise NotNow(_("Somebody has changed it since you opened this page. Look at it as it is now, and go on."))


def schedule(announcement: Announcement, at: datetime | None, *, by: Person, seen: str = "") -> Announcement:
    """Send it at an hour, or with the next minute. Raises NotNow where nobody would get it."""
    require(can_announce(by))
    with transaction.atomic():
        announcement = locked(announcement)
        if announcement.state != AnnouncementState.DRAFT:
            raise NotNow(MEANWHILE)
        require_seen(announcement, seen)
        if not addressed(announcement).exists():
            raise NotNow(_("Nobody is in this audience. Choose a wider one."))
        advance(announcement, AnnouncementState.SCHEDULED, send_at=max(at or timezone.now(), timezone.now()))
    return announcement


def take_back(announcement: Announcement, *, by: Person) -> Announcement:
    return draft_again(announcement, AnnouncementState.SCHEDULED, by)


def reopen(announcement: Announcement, *, by: Person) -> Announcement:
    return draft_again(announcement, AnnouncementState.CANCELLED, by)


def draft_again(announcement: Announcement, since: AnnouncementState, by: Person) -> Announcement:
    """From the state in which it was seen alone: who takes a cancelled one up does not take back what is scheduled."""
    require(can_announce(by))
    with transaction.atomic():
        announcement = locked(announcement)
        if announcement.state != since:
            raise NotNow(MEANWHILE)
        advance(announcement, AnnouncementState.DRAFT, send_at=None)
    return announcement


def cancel(announcement: Announcement, *, by: Person) -> Announcement:
    require(can_announce(by))
    with transaction.atomic():
        announcement = locked(announcement)
        advance(announcement, AnnouncementState.CANCELLED, send_at=None)
    return announcement


def send_test(announcement: Announcement, *, by: Person) -> Letter:
    """To who asks for it alone, as the others would get it. One that still waits is not sent twice."""
    require(can_announce(by))
    with transaction.atomic():
        locked(announcement)
        tests = Letter.objects.filter(announcement=announcement, person=by, kind=LetterKind.TEST, to=by.email)
        waiting = tests.filter(state=LetterState.QUEUED).first()
        return waiting or Letter.objects.create(
            person=by, announcement=announcement, kind=LetterKind.TEST, to=by.email, domain=domain_of(by.email)
        )


def send_due() -> int:
    """Those whose hour has come, each once. Returns how many."""
    sent = 0
    due = Announcement.objects.filter(state=AnnouncementState.SCHEDULED, send_at__lte=timezone.now())
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            announcement = due.select_for_update().filter(pk=pk).first()
            if announcement:
                publish(announcement)
                sent += 1
    return sent


def publish(announcement: Announcement) -> None:
    """The event goes the way of all events; who is told is decided when it is told."""
    reached = addressed(announcement).count()
    advance(announcement, AnnouncementState.SENT, sent_at=timezone.now(), reached=reached)
    record(
        "announcement.sent",
        Target("announcement", announcement.pk, announcement.title, announcement.get_absolute_url(), "es"),
        themes=announcement.themes,
        countries=announcement.countries,
        audience=Audience.NOBODY,
    )


def advance(announcement: Announcement, to: AnnouncementState, **changes: object) -> None:
    announcement.state = move(ANNOUNCEMENT_TRANSITIONS, AnnouncementState(announcement.state), to)
    for name, value in changes.items():
        setattr(announcement, name, value)
    announcement.save()


def locked(announcement: Announcement) -> Announcement:
    return Announcement.objects.select_for_update().get(pk=announcement.pk)


def outcome(announcement: Announcement) -> dict[str, int]:
    """What reached whom, in figures."""
    counts = {name: Count("pk", fate) for name, fate in FATES.items()}
    return notices_of(announcement).aggregate(told=Count("pk"), read=Count("pk", Q(read_at__isnull=False)), **counts)
