"""Where the documents of an index come from."""

from itertools import groupby

import pytest
from django.utils import timezone

from enlacesur.exchange.models import Exchange
from enlacesur.exchange.states import ExchangeState
from enlacesur.matching.documents import SOURCES
from tests.factories.exchange import ask, offer_expert, offer_strength, post
from tests.factories.network import CityFactory
from tests.factories.practices import publish


@pytest.mark.parametrize("kind", ["solution", "need", "strength", "expert", "exchange", "organisation"])
def test_those_of_a_country_come_together(kind, rivera, canoas, lucia, joana):
    """Who searches within a country does not read past the others."""
    CityFactory(country="UY")
    for city, person in ((rivera, lucia), (canoas, joana), (rivera, lucia)):
        offers = offer_strength(city, person)
        asking = (canoas, joana) if city == rivera else (rivera, lucia)
        post(city, person)
        publish(city, person)
        offer_expert(city, person)
        ask(asking[0], city, asking[1], strength=offers)
    moments = dict.fromkeys(("agreed_at", "done_at", "asker_confirmed_at", "provider_confirmed_at"), timezone.now())
    Exchange.objects.update(state=ExchangeState.CONFIRMED, year=2026, **moments)
    countries = [document.country for document in SOURCES[kind](None)]
    assert [country for country, _same in groupby(countries)] == ["BR", "UY"]


def test_within_a_country_those_of_a_theme_come_together(rivera, lucia):
    for theme in ("turismo", "ambiente-desarrollo-sostenible", "turismo"):
        publish(rivera, lucia, themes=[theme])
    assert [document.themes for document in SOURCES["solution"](None)] == [
        ("ambiente-desarrollo-sostenible",),
        ("turismo",),
        ("turismo",),
    ]
