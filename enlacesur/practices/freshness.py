"""Whether who answers for a card still does: asked yearly, confirmed by one tap."""

from django.db import transaction
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.states import NotNow
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.network.models import today
from enlacesur.practices.actions import locked
from enlacesur.practices.models import Practice
from enlacesur.practices.permissions import can_write


def confirm_contact(practice: Practice, *, by: Person) -> Practice:
    """The institution says that who is named on the card answers."""
    with transaction.atomic():
        practice = locked(practice)
        require(can_write(by, practice.organisation))
        if not practice.contact_email:
            raise NotNow(_("The card names no e-mail to confirm. Write one first."))
        practice.contact_confirmed_on = today()
        practice.save(update_fields=["contact_confirmed_on"])
        target = Target("solution", practice.pk, practice.title, practice.get_absolute_url(), practice.language)
        record("solution.contact", target, actor=by, organisation=practice.organisation, audience=Audience.NOBODY)
    return practice
