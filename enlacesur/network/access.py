"""Access rules of views that need an organisation to act for."""

from django.utils.translation import gettext as _

from enlacesur.core.access import ALLOWED, Answer, Denied, signed_in
from enlacesur.core.http import Request
from enlacesur.network.permissions import is_secretariat
from enlacesur.network.states import AffiliationState


def acting(request: Request) -> Answer:
    """Signed in, and admitted to an organisation."""
    if isinstance(answer := signed_in(request), Denied):
        return answer
    if request.acting is None:
        return Denied(why_not(request))
    return ALLOWED


def acts_for(request: Request, organisation_id: int) -> bool:
    """Whether the person may act for an organisation, as was read at the beginning of this request."""
    return any(affiliation.organisation_id == organisation_id for affiliation in request.affiliations)


def why_not(request: Request) -> str:
    """Who has asked already is not told to ask."""
    asked = request.user.affiliations.filter(state=AffiliationState.ASKED).select_related("organisation").first()
    if asked is None:
        return _("To do this you act for a city or institution. Ask yours to admit you first.")
    return _("Your request to act for %(city)s waits for an answer. You get a notice.") % {"city": asked.organisation}


def secretariat(request: Request) -> Answer:
    if isinstance(answer := signed_in(request), Denied):
        return answer
    if is_secretariat(request.user):
        return ALLOWED
    return Denied(_("Only the secretariat of the network can do this."))
