"""Whether a card is still so, and whether who answers for it still does: asked yearly, confirmed by one tap.

The mail leads to a page that needs no account: the signature in its address is the proof. Reading the page changes
nothing. A mail that comes back, or an answer that somebody has left, hands the card to its institution.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.links import localised
from enlacesur.core.profile import network
from enlacesur.core.states import NotNow
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.network.models import today
from enlacesur.notifications.outside import Outside, Room, queue, register_outside
from enlacesur.notifications.sheets import absolute
from enlacesur.practices.actions import locked
from enlacesur.practices.models import REVIEWED_EVERY, Practice
from enlacesur.practices.permissions import can_write

SIGNER = signing.TimestampSigner(salt="practices.contact")
ASKED_AGAIN_AFTER = timedelta(days=30)
MOST_ASKS = 3  # without an answer; then nobody answers there
LINK_HOLDS = timedelta(days=90)
PORTION = 200  # mails a round


def register() -> None:
    register_outside("contact", Room(question, came_back))


@dataclass(frozen=True)
class Asked:
    """The card and the address that was asked about it: who answers later than another was written in is not it."""

    practice: Practice
    email: str


def token_of(practice: Practice) -> str:
    """Names no address: it stands in logs on the way."""
    return SIGNER.sign_object([practice.pk, sign_of(practice.contact_email)])


def sign_of(email: str) -> str:
    return salted_hmac("practices.contact", email).hexdigest()[:16]


def asked_by(token: str) -> Asked | None:
    try:
        pk, sign = SIGNER.unsign_object(token, max_age=LINK_HOLDS)
    except (signing.BadSignature, ValueError):
        return None
    rows = Practice.objects.published().select_related("organisation")
    practice = rows.filter(pk=pk, contact_fault="").exclude(contact_email="").first()
    if practice is None or not constant_time_compare(sign, sign_of(practice.contact_email)):
        return None
    return Asked(practice, practice.contact_email)


def language_of(practice: Practice) -> str:
    return "pt-br" if practice.language == "pt" else practice.language


# Asking


def ask_portion() -> int:
    """Write to the contacts of the cards whose day has come. Returns how many."""
    with transaction.atomic():
        due = list(to_be_asked().select_for_update(skip_locked=True)[:PORTION])
        silent = [one for one in due if one.contact_asks >= MOST_ASKS]
        asked = [one for one in due if one.contact_asks < MOST_ASKS]
        for practice in asked:
            queue("contact", practice.pk, practice.contact_email)
        counted = {"contact_asked_on": today(), "contact_asks": F("contact_asks") + 1}
        Practice.objects.filter(pk__in=[one.pk for one in asked]).update(**counted)
        for practice in silent:
            with translation.override(language_of(practice)):
                give_to_institution(practice.pk, practice.contact_email, _("Nobody answered three mails."))
    return len(due)


def to_be_asked() -> QuerySet[Practice]:
    day = today()
    quiet = Q(contact_asked_on__isnull=True) | Q(contact_asked_on__lte=day - ASKED_AGAIN_AFTER)
    rows = Practice.objects.published().filter(quiet, review_on__lte=day, contact_fault="").exclude(contact_email="")
    return rows.order_by("review_on", "pk")


def question(pk: int, to: str) -> Outside | None:
    rows = Practice.objects.published().select_related("organisation")
    practice = rows.filter(pk=pk, contact_fault="", contact_email=to).first()
    if practice is None or (practice.review_on and practice.review_on > today()):
        return None  # confirmed meanwhile
    language = language_of(practice)
    with translation.override(language):
        words = {"title": practice.title, "organisation": practice.organisation, "platform": network()["platform"]}
        return Outside(
            language=language,
            subject=_("Is it still so? “%(title)s”") % words,
            paragraphs=[
                _("You are named as the contact of “%(title)s”, which %(organisation)s shares on %(platform)s.")
                % words,
                _("Once a year we ask: is what it says still so, and are you still the one who answers?"),
            ],
            link=(address_of(practice), _("Answer with one tap")),
        )


def address_of(practice: Practice) -> str:
    return absolute(localised(reverse("contact_confirm", args=[token_of(practice)]), language_of(practice)))


# Answering


def confirm_contact(practice: Practice, *, by: Person) -> Practice:
    """The institution says that the card is still so, and that who is named on it answers."""
    with transaction.atomic():
        practice = locked(practice)
        require(can_write(by, practice.organisation))
        if not practice.contact_email:
            raise NotNow(_("The card names no e-mail to confirm. Write one first."))
        if practice.contact_fault:
            raise NotNow(_("Nobody answers there any more. Name another contact first."))
        confirm(practice, by)
    return practice


def confirm_as(asked: Asked) -> None:
    """The contact says so, by the signed page."""
    with transaction.atomic():
        practice = locked(asked.practice)
        if practice.contact_email == asked.email and not practice.contact_fault:
            confirm(practice)


def confirm(practice: Practice, by: Person | None = None) -> None:
    practice.contact_confirmed_on, practice.contact_asks = today(), 0
    practice.review_on = today() + REVIEWED_EVERY
    practice.save(update_fields=["contact_confirmed_on", "contact_asks", "review_on"])
    target = Target("solution", practice.pk, practice.title, practice.get_absolute_url(), practice.language)
    record("solution.contact", target, actor=by, organisation=practice.organisation, audience=Audience.NOBODY)


def leave(asked: Asked) -> None:
    """The contact says that somebody else answers now."""
    with translation.override(language_of(asked.practice)):
        give_to_institution(asked.practice.pk, asked.email, _("Who was named says that somebody else answers now."))


def came_back(pk: int, to: str, _answer: str) -> None:
    """Nobody has the address any more. What its mail server said is in the secretariat's log of mails."""
    with translation.override(language_of(Practice.objects.get(pk=pk))):
        give_to_institution(pk, to, _("Mails to that address come back."))


def give_to_institution(pk: int, email: str, reason: str) -> None:
    """The card shows that its contact does not answer; its institution does, and is told to name another."""
    with transaction.atomic():
        practice = locked(Practice(pk=pk))
        if practice.contact_email != email or practice.contact_fault:
            return  # another is named by now, or it is known
        practice.contact_fault, practice.contact_confirmed_on = reason, None
        practice.save(update_fields=["contact_fault", "contact_confirmed_on"])
        record(
            "contact.dead",
            Target("solution", practice.pk, practice.title, practice.get_absolute_url(), practice.language),
            organisation=practice.organisation,
            audience=Audience.ORGANISATIONS,
            audience_ids=[practice.organisation_id],
            data={"says": f"solution.contact_fault:{practice.pk}"},
        )
