"""The way of an announcement, from a draft to those who are told."""

from enlacesur.notifications import announcing
from enlacesur.notifications.models import Announcement

TEXT = "El martes a las **10 h**, en línea. [Programa](https://red.example/programa)"


def draft(by, **content):
    return announcing.write(Announcement(**({"title": "Reunión de enlaces", "text": TEXT} | content)), by=by)


def schedule(by, at=None, **content):
    return announcing.schedule(draft(by, **content), at, by=by)


def announce(by, **content):
    """Sent: the next round of the journal tells its audience."""
    announcement = schedule(by, **content)
    announcing.send_due()
    announcement.refresh_from_db()
    return announcement
