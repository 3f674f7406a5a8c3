from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from enlacesur.core.states import NotNow
from enlacesur.exchange import agreement
from enlacesur.exchange.states import ExchangeState
from enlacesur.network.models import today
from tests.factories.exchange import agree, ask, offer_strength, post, proposal
from tests.factories.network import CityFactory, PersonFactory, affiliate


@pytest.fixture
def one_place(canoas, joana):
    return offer_strength(canoas, joana, per_year=1)


@pytest.fixture
def two_asking(one_place, canoas, rivera, lucia):
    salto = CityFactory(name="Salto", country="UY")
    person = affiliate(PersonFactory(), salto).person
    return [ask(rivera, canoas, lucia, strength=one_place), ask(salto, canoas, person, strength=one_place)]


def test_when_the_places_are_taken_no_more_is_agreed(two_asking, joana):
    agree(two_asking[0], joana)
    with pytest.raises(NotNow, match="ya están tomados"):
        agree(two_asking[1], joana)


def test_a_cancelled_exchange_gives_its_place_back(two_asking, canoas, joana):
    agree(two_asking[0], joana)
    agreement.cancel(two_asking[0], canoas, "Cambió el equipo.", by=joana)
    assert agree(two_asking[1], joana).state == ExchangeState.AGREED


def test_another_year_has_its_own_places(two_asking, one_place, joana):
    agreed = agree(two_asking[0], joana)
    assert one_place.left(agreed.year) == 0
    assert one_place.left(agreed.year + 1) == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_place_goes_to_one_of_two_who_accept_at_once(two_asking, one_place, joana):
    barrier = Barrier(2)

    def accept(exchange):
        barrier.wait(5)
        try:
            return agree(exchange, joana).state
        except NotNow:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(accept, two_asking))
    assert outcomes == [ExchangeState.AGREED, "refused"]
    assert one_place.left(two_asking[0].terms.year) == 0


def test_who_asks_for_a_year_without_places_is_told_at_once(two_asking, one_place, canoas, rivera, lucia, joana):
    agree(two_asking[0], joana)
    with pytest.raises(NotNow, match="ya están tomados"):
        ask(rivera, canoas, lucia, strength=one_place, need=post(rivera, lucia))


def test_and_may_ask_for_the_next_one(two_asking, one_place, canoas, rivera, lucia, joana):
    agree(two_asking[0], joana)
    next_year = proposal(starts=today().replace(year=today().year + 1, month=6, day=1))
    assert ask(rivera, canoas, lucia, next_year, strength=one_place, need=post(rivera, lucia)).pk


@pytest.mark.parametrize("number", ["0", "51", "-1", "mil"])
def test_a_number_of_places_that_cannot_be_gets_a_sentence_and_no_name_of_the_database(client, joana, number):
    client.force_login(joana)
    data = {"title": "Compostagem das feiras", "text": "Mostramos como se faz, passo a passo.", "language": "pt"}
    html = client.post("/fortalezas/nueva/", data | {"per_year": number}).content.decode()
    assert "strength_per_year" not in html
    assert 'aria-invalid="true"' in html
