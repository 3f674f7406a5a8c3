"""What cities say to each other in this room, so that a notice can show it: the words are kept here alone."""

from collections.abc import Collection
from functools import partial

from django.db.models import Model

from enlacesur.exchange.models import Exchange, HelpOffer, Terms
from enlacesur.notifications.said import register_words

PLACES: dict[str, tuple[type[Model], str]] = {
    "exchange.message": (Exchange, "message"),
    "exchange.asker_outcome": (Exchange, "asker_outcome"),
    "exchange.provider_outcome": (Exchange, "provider_outcome"),
    "terms.note": (Terms, "note"),
    "help.message": (HelpOffer, "message"),
}


def register() -> None:
    for place, (model, field) in PLACES.items():
        register_words(place, partial(words, model, field))


def words(model: type[Model], field: str, ids: Collection[int]) -> dict[int, str]:
    return dict(model._default_manager.filter(pk__in=ids).values_list("pk", field))
