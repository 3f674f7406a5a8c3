from typing import Any

from django.utils.translation import gettext as _

from enlacesur.core.access import ALLOWED, Answer, Denied
from enlacesur.network.models import Organisation
from enlacesur.network.permissions import can_act_for, is_secretariat
from enlacesur.practices.models import Adaptation, Practice


def can_write(person: Any, organisation: Organisation) -> Answer:
    return can_act_for(person, organisation)


def can_publish(person: Any, practice: Practice) -> Answer:
    if isinstance(answer := can_act_for(person, practice.organisation), Denied):
        return answer
    if not practice.organisation.is_member:
        return Denied(
            _("%(organisation)s is not a member of the network today.") % {"organisation": practice.organisation}
        )
    return ALLOWED


def can_adapt(person: Any, practice: Practice, organisation: Organisation) -> Answer:
    """Tell that one's institution adapts a card."""
    if practice.organisation_id == organisation.pk:
        return Denied(_("This card is of your own institution: it adapts those of others."))
    if not practice.is_published:
        return Denied(_("This card is not published."))
    if isinstance(answer := can_act_for(person, organisation), Denied):
        return answer
    if not organisation.is_member:
        return Denied(_("%(organisation)s is not a member of the network today.") % {"organisation": organisation})
    return ALLOWED


def can_tell(person: Any, adaptation: Adaptation) -> Answer:
    """What becomes of an adaptation: its city, or the secretariat, which mends."""
    return ALLOWED if is_secretariat(person) else can_act_for(person, adaptation.organisation)


def can_confirm(person: Any, adaptation: Adaptation) -> Answer:
    """Whether it is so: the city whose card is adapted, or the secretariat; nobody what they wrote themselves."""
    if person.is_authenticated and person.pk == adaptation.author_id:
        return Denied(_("Nobody confirms what they wrote themselves. A colleague can."))
    return ALLOWED if is_secretariat(person) else can_act_for(person, adaptation.practice.organisation)


def can_import(person: Any) -> Answer:
    if is_secretariat(person):
        return ALLOWED
    return Denied(_("Only the secretariat of the network can do this."))
