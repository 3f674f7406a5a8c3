"""The form by which anybody asks something of who answers for a card, without being shown the address."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from enlacesur.core.locks import Lock, hold
from enlacesur.core.profile import network
from enlacesur.core.states import NotNow
from enlacesur.notifications.outside import Outside, Room, queue, register_outside
from enlacesur.practices.freshness import came_back, language_of
from enlacesur.practices.models import ContactMessage, Practice

A_DAY, A_YEAR = timedelta(days=1), timedelta(days=365)
MOST_OF_ONE, MOST_FOR_ONE, MOST_OF_ALL = 5, 20, 300  # messages a day: of one sender, for one card, of all together


def register() -> None:
    register_outside("message", Room(forwarded, returned))


def ask(practice: Practice, *, name: str, email: str, text: str) -> ContactMessage:
    """Keep the question and send it on. Raises NotNow when there is nobody to send it to, or too much was asked."""
    with transaction.atomic():
        if not practice.is_published or not practice.answers_at:
            raise NotNow(_("Nobody is named here to whom this could be sent."))
        hold(Lock.CONTACT_MESSAGES)  # what is counted is what is there, also when many ask at once
        if is_too_much(practice, email.lower()):
            raise NotNow(_("Much was asked today. Try again tomorrow."))
        message = ContactMessage.objects.create(practice=practice, name=name, email=email.lower(), text=text)
        queue("message", message.pk, practice.answers_at)
    return message


def is_too_much(practice: Practice, email: str) -> bool:
    lately = ContactMessage.objects.filter(at__gte=timezone.now() - A_DAY)
    found = lately.aggregate(all=Count("pk"), mine=Count("pk", Q(email=email)), here=Count("pk", Q(practice=practice)))
    return found["mine"] >= MOST_OF_ONE or found["here"] >= MOST_FOR_ONE or found["all"] >= MOST_OF_ALL


def forwarded(pk: int, to: str) -> Outside | None:
    message = ContactMessage.objects.select_related("practice__organisation").filter(pk=pk).first()
    if message is None:
        return None
    language = language_of(message.practice)
    with translation.override(language):
        words = {"name": message.name, "title": message.practice.title, "platform": network()["platform"]}
        return Outside(
            language=language,
            subject=_("%(name)s asks about “%(title)s”") % words,
            paragraphs=[
                message.text,
                _("Sent by %(name)s with the form of “%(title)s” on %(platform)s. Your answer goes to them.") % words,
            ],
            reply_to=message.email,
        )


def returned(pk: int, to: str, answer: str) -> None:
    message = ContactMessage.objects.filter(pk=pk).first()
    if message:
        came_back(message.practice_id, to, answer)


def forget_old() -> None:
    ContactMessage.objects.filter(at__lt=timezone.now() - A_YEAR).delete()
