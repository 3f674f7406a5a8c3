"""What the worker does by the clock."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

KEPT_INTERESTS = timedelta(days=90)
KEPT_LETTERS = timedelta(days=400)


@app.periodic(cron="23 3 * * *")
@app.task(name="notifications.forget", queueing_lock="notifications.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Interests that ended are kept for the reasons of notices for a while, and the log of letters for a year. Letters
    of announcements stay: the record of an announcement tells by them whom it reached. Notices to who has no account
    any more are of the moment in which they closed it: they were being told."""
    from enlacesur.notifications.models import Interest, Letter, LetterKind, Notification, Reason

    Interest.objects.filter(ended_at__lt=timezone.now() - KEPT_INTERESTS).delete()
    Notification.objects.filter(person__is_active=False).delete()
    old = Letter.objects.filter(created_at__lt=timezone.now() - KEPT_LETTERS)
    old.exclude(kind=LetterKind.TEST).exclude(notices__reason=Reason.ANNOUNCEMENT).delete()


# Each hour by day, in UTC: a worker that was down makes up for it in the next one, and nobody gets mail at midnight.
@app.periodic(cron="41 9-23 * * *")
@app.task(name="notifications.remind", queueing_lock="notifications.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Of what is due soon."""
    from enlacesur.notifications.reminders import remind_of_deadlines

    remind_of_deadlines()


@app.periodic(cron="* * * * *")
@app.task(name="notifications.announce", queueing_lock="notifications.announce", pass_context=False)
def announce(timestamp: int) -> None:
    """What the secretariat scheduled and whose hour has come."""
    from enlacesur.notifications.announcing import send_due

    send_due()
