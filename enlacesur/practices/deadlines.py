"""What adaptations, and parts in a card, ask of an institution by a day."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from enlacesur.notifications.deadlines import Deadline, register_deadlines
from enlacesur.practices.models import Adaptation, Partnership, Practice
from enlacesur.practices.states import ConfirmationState

TO_CONFIRM = timedelta(days=30)  # after one was asked
KNOWN_BEFORE = timedelta(days=60)  # the day on which a card is to be looked at


def register() -> None:
    register_deadlines("adaptation.confirm", _("Say whether %(city)s adapts “%(topic)s”"), confirmations)
    register_deadlines("partnership.confirm", _("Confirm your part in “%(topic)s”"), parts)
    register_deadlines("solution.review", _("See whether “%(topic)s” is still so"), reviews)


def confirmations(organisations: Collection[int], first: date, last: date) -> Iterator[Deadline]:
    """The city whose card is adapted says within a month whether it is so."""
    asked = Adaptation.objects.filter(
        practice__organisation__in=organisations,
        confirmation=ConfirmationState.ASKED,
        asked_at__date__range=(first - TO_CONFIRM, last - TO_CONFIRM),
    )
    for adaptation in asked.with_parties():
        card, since = adaptation.practice, localdate(adaptation.asked_at)
        words = {"city": adaptation.organisation.name, "topic": card.title}
        url, thing = adaptation.get_absolute_url(), f"adaptation:{adaptation.pk}"
        yield Deadline(thing, "adaptation.confirm", words, url, since, since + TO_CONFIRM, card.organisation_id)


def parts(organisations: Collection[int], first: date, last: date) -> Iterator[Deadline]:
    """An institution that is said to take part answers within a month."""
    days = Q(asked_at__date__range=(first - TO_CONFIRM, last - TO_CONFIRM))
    for part in Partnership.objects.asked_of(organisations).filter(days).select_related("practice"):
        since, url = localdate(part.asked_at), part.get_absolute_url()
        words, thing = {"topic": part.practice.title}, f"partnership:{part.pk}"
        yield Deadline(thing, "partnership.confirm", words, url, since, since + TO_CONFIRM, part.organisation_id)


def reviews(organisations: Collection[int], first: date, last: date) -> Iterator[Deadline]:
    """A card is looked at once a year."""
    for card in Practice.objects.published().filter(organisation__in=organisations, review_on__range=(first, last)):
        if card.review_on:
            words, url, since = {"topic": card.title}, card.get_absolute_url(), card.review_on - KNOWN_BEFORE
            yield Deadline(
                f"solution:{card.pk}", "solution.review", words, url, since, card.review_on, card.organisation_id
            )
