from django.db import models
from django.utils.translation import gettext_lazy as _


class AffiliationState(models.TextChoices):
    ASKED = "asked", _("asked")
    ACTIVE = "active", _("active")
    REFUSED = "refused", _("refused")
    ENDED = "ended", _("ended")


AFFILIATION_TRANSITIONS = {
    AffiliationState.ASKED: (AffiliationState.ACTIVE, AffiliationState.REFUSED, AffiliationState.ENDED),
    AffiliationState.ACTIVE: (AffiliationState.ENDED,),
    AffiliationState.REFUSED: (),
    AffiliationState.ENDED: (),
}

AFFILIATION_OWNERS = {
    AffiliationState.ASKED: "representative of the organisation, or the secretariat; the person may take it back",
    AffiliationState.ACTIVE: "the person, the representative, or the secretariat",
    AffiliationState.REFUSED: "nobody: the person may ask anew",
    AffiliationState.ENDED: "nobody: the person may ask anew",
}
