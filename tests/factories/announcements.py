"""The way of an announcement, from a draft to those who are told."""

from enlacesur.notifications import announcing
from enlacesur.notifications.audience import addressed
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


# Its pages, as the secretariat uses them


def page(client, announcement, query=""):
    return client.get(f"/en/comunicados/{announcement.pk}/{query}")


def press(client, announcement, step, **more):
    return client.post(f"/en/comunicados/{announcement.pk}/paso/", {"step": step} | more, follow=True)


def html(response):
    return response.content.decode()


def names(announcement):
    return sorted(addressed(announcement).values_list("name", flat=True))
