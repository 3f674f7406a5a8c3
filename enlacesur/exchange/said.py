"""What cities say to each other in this room, so that a notice can show it: the words are kept here alone."""

from django.db.models import Model

from enlacesur.exchange.models import Exchange, HelpOffer, Terms
from enlacesur.journal.said import register_fields

PLACES: dict[str, tuple[type[Model], str]] = {
    "exchange.message": (Exchange, "message"),
    "exchange.closing_reason": (Exchange, "closing_reason"),
    "exchange.asker_outcome": (Exchange, "asker_outcome"),
    "exchange.provider_outcome": (Exchange, "provider_outcome"),
    "terms.note": (Terms, "note"),
    "help.message": (HelpOffer, "message"),
}


def register() -> None:
    register_fields(PLACES, erasable=["exchange.closing_reason"])
