"""Access rules of views that need an organisation to act for."""

from django.utils.translation import gettext_lazy as _

from enlacesur.core.access import ALLOWED, Answer, Denied, signed_in
from enlacesur.core.http import Request
from enlacesur.network.permissions import is_secretariat


def acting(request: Request) -> Answer:
    """Signed in, and admitted to an organisation."""
    if isinstance(answer := signed_in(request), Denied):
        return answer
    if request.acting is None:
        return Denied(_("To do this you act for a city or institution. Ask yours to admit you first."))
    return ALLOWED


def secretariat(request: Request) -> Answer:
    if isinstance(answer := signed_in(request), Denied):
        return answer
    if is_secretariat(request.user):
        return ALLOWED
    return Denied(_("Only the secretariat of the network can do this."))
