from django.db import models
from django.utils.translation import gettext_lazy as _


class NeedState(models.TextChoices):
    OPEN = "open", _("Open")
    MET = "met", _("Met")
    CLOSED = "closed", _("Closed")


NEED_TRANSITIONS = {
    NeedState.OPEN: (NeedState.MET, NeedState.CLOSED),
    NeedState.MET: (NeedState.OPEN,),
    NeedState.CLOSED: (NeedState.OPEN,),
}

NEED_OWNERS = {
    NeedState.OPEN: "the city that posted it",
    NeedState.MET: "the city that posted it, which may open it again",
    NeedState.CLOSED: "the city that posted it, which may open it again",
}


class OfferState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OFFER_TRANSITIONS = {
    OfferState.OFFERED: (OfferState.WITHDRAWN,),
    OfferState.WITHDRAWN: (OfferState.OFFERED,),
}

OFFER_OWNERS = {
    OfferState.OFFERED: "the city that offers the strength or the expert",
    OfferState.WITHDRAWN: "the city, which may offer it again",
}


class ExchangeState(models.TextChoices):
    ASKED = "asked", _("Asked")
    COUNTERED = "countered", _("Other terms proposed")
    AGREED = "agreed", _("Agreed")
    DONE = "done", _("Done, to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed by both")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")


EXCHANGE_TRANSITIONS = {
    ExchangeState.ASKED: (
        ExchangeState.COUNTERED,
        ExchangeState.AGREED,
        ExchangeState.DECLINED,
        ExchangeState.CANCELLED,
    ),
    ExchangeState.COUNTERED: (
        ExchangeState.COUNTERED,
        ExchangeState.AGREED,
        ExchangeState.DECLINED,
        ExchangeState.CANCELLED,
    ),
    ExchangeState.AGREED: (ExchangeState.DONE, ExchangeState.CANCELLED),
    ExchangeState.DONE: (ExchangeState.CONFIRMED,),
    ExchangeState.CONFIRMED: (),
    ExchangeState.DECLINED: (),
    ExchangeState.CANCELLED: (),
}

EXCHANGE_OWNERS = {
    ExchangeState.ASKED: "the city asked: accepts, declines or proposes; the one that asked may take it back",
    ExchangeState.COUNTERED: "the city that did not make the last proposal; either may withdraw",
    ExchangeState.AGREED: "either city",
    ExchangeState.DONE: "each city confirms its side and says what came of it; the second makes it confirmed",
    ExchangeState.CONFIRMED: "nobody: it is part of both cities' record",
    ExchangeState.DECLINED: "nobody: a new exchange may be asked",
    ExchangeState.CANCELLED: "nobody: a new exchange may be asked",
}
