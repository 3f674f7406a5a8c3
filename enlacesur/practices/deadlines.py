"""What adaptations ask of a city by a day."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from enlacesur.notifications.deadlines import Deadline, register_deadlines
from enlacesur.practices.models import Adaptation
from enlacesur.practices.states import ConfirmationState

TO_CONFIRM = timedelta(days=30)  # after one was asked


def register() -> None:
    register_deadlines("adaptation.confirm", _("Say whether %(city)s adapts “%(title)s”"), confirmations)


def confirmations(organisations: Collection[int], first: date, last: date) -> Iterator[Deadline]:
    """The city whose card is adapted says within a month whether it is so."""
    asked = Adaptation.objects.filter(
        practice__organisation__in=organisations,
        confirmation=ConfirmationState.ASKED,
        asked_at__date__range=(first - TO_CONFIRM, last - TO_CONFIRM),
    )
    for adaptation in asked.with_parties():
        card, day = adaptation.practice, localdate(adaptation.asked_at) + TO_CONFIRM
        words = {"city": adaptation.organisation.name, "title": card.title}
        thing = f"adaptation:{adaptation.pk} confirmation"
        yield Deadline(thing, "adaptation.confirm", words, adaptation.get_absolute_url(), day, card.organisation_id)
