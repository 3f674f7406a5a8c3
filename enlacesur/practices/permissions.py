from typing import Any

from django.utils.translation import gettext as _

from enlacesur.core.access import ALLOWED, Answer, Denied
from enlacesur.network.models import Organisation
from enlacesur.network.permissions import can_act_for
from enlacesur.practices.models import Practice


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
