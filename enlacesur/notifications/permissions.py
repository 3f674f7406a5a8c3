from typing import Any

from django.utils.translation import gettext as _

from enlacesur.core.access import ALLOWED, Answer, Denied
from enlacesur.network.permissions import is_secretariat


def can_announce(person: Any) -> Answer:
    if is_secretariat(person):
        return ALLOWED
    return Denied(_("Only the secretariat of the network can do this."))
