"""A notice by e-mail: plain text and HTML, in the person's language, with its reason and a way to stop it."""

from email.utils import parseaddr

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from enlacesur.core.profile import network
from enlacesur.notifications.models import Notification

STOP = signing.Signer(salt="notifications.stop")


def send(notification_id: int) -> None:
    """Send one notice, unless it was mailed or read already. A job that runs twice sends once."""
    with transaction.atomic():
        rows = Notification.objects.select_for_update(of=("self",)).select_related("person", "event", "interest")
        notification = rows.filter(pk=notification_id).first()
        if notification is None or notification.mailed_at or notification.read_at or not reachable(notification):
            return
        notification.mailed_at = timezone.now()
        notification.save(update_fields=["mailed_at"])
        # Last in the transaction: a server that does not take it leaves the notice unsent, to be tried again.
        compose(notification).send()


def reachable(notification: Notification) -> bool:
    person = notification.person
    return (
        person.is_active
        and EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists()
    )


def compose(notification: Notification) -> EmailMultiAlternatives:
    with translation.override(notification.person.language):
        stop = absolute(reverse("notification_stop", args=[STOP.sign(str(notification.pk))]))
        context = {
            "notification": notification,
            "network": network(),
            "url": absolute(notification.get_absolute_url()),
            "stop": stop,
            "inbox": absolute(reverse("inbox")),
        }
        message = EmailMultiAlternatives(
            subject=" ".join(notification.title.split())[:180],
            body=render_to_string("notifications/mail.txt", context),
            to=[notification.person.email],
            headers={
                # The same for the same notice: a mail program that gets it twice shows it once.
                "Message-ID": f"<notice-{notification.pk}@{domain()}>",
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    return message


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
