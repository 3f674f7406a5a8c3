import pytest
from django.core.exceptions import PermissionDenied

from enlacesur.core.states import NotNow
from enlacesur.exchange import agreement
from enlacesur.exchange.models import Exchange
from enlacesur.exchange.states import ExchangeState
from enlacesur.journal.models import Event
from tests.factories.exchange import agree, ask, begin, offer_strength, proposal


@pytest.fixture
def asked(rivera, canoas, lucia, joana):
    return ask(rivera, canoas, lucia)


def test_the_other_city_is_told_who_asks(asked, canoas):
    event = Event.objects.get(verb="exchange.asked")
    assert event.audience_ids == [canoas.pk]
    assert event.organisation_name == "Intendencia de Rivera"


def test_asking_twice_is_asking_once(asked, rivera, canoas, lucia):
    assert ask(rivera, canoas, lucia) == asked
    assert Exchange.objects.count() == 1


def test_the_city_that_asked_does_not_accept_its_own_terms(asked, rivera, lucia):
    with pytest.raises(PermissionDenied):
        agreement.accept(asked, rivera, by=lucia, terms_number=1)


def test_the_asked_city_accepts(asked, joana):
    assert agree(asked, joana).state == ExchangeState.AGREED


def test_accepting_other_terms_than_those_read_agrees_nothing(asked, canoas, joana):
    with pytest.raises(NotNow):
        agreement.accept(asked, canoas, by=joana, terms_number=7)
    asked.refresh_from_db()
    assert asked.state == ExchangeState.ASKED


def test_after_other_dates_it_is_the_first_citys_turn(asked, canoas, rivera, lucia, joana):
    countered = agreement.counter(asked, proposal(costs="Canoas paga el alojamiento"), canoas, by=joana)
    with pytest.raises(PermissionDenied):
        agreement.accept(countered, canoas, by=joana, terms_number=2)
    assert agreement.accept(countered, rivera, by=lucia, terms_number=2).state == ExchangeState.AGREED


def test_earlier_terms_stay_readable(asked, canoas, joana):
    agreement.counter(asked, proposal(topic="Otro tema"), canoas, by=joana)
    assert list(asked.proposals.values_list("topic", flat=True)) == ["Cómo acordar con los feriantes", "Otro tema"]


@pytest.mark.parametrize("reason", ["", "   "])
def test_declining_needs_a_reason(asked, canoas, joana, reason):
    with pytest.raises(NotNow):
        agreement.decline(asked, canoas, reason, by=joana)


def test_the_reason_reaches_the_other_city(asked, canoas, joana, rivera):
    agreement.decline(asked, canoas, "No tenemos equipo este año.", by=joana)
    event = Event.objects.get(verb="exchange.declined")
    assert (event.audience_ids, event.data["reason"]) == ([rivera.pk], "No tenemos equipo este año.")


def test_a_stranger_and_a_third_city_have_no_say(asked, canoas, stranger, secretary):
    for person in (stranger, secretary):
        with pytest.raises(PermissionDenied):
            agreement.accept(asked, canoas, by=person, terms_number=1)


def test_what_has_not_begun_is_not_confirmed(asked, rivera, lucia, joana):
    agree(asked, joana)
    with pytest.raises(NotNow, match="no empezó"):
        agreement.confirm(asked, rivera, "Fue muy bien todo.", by=lucia)


def test_both_cities_confirm_and_the_second_closes_it(asked, rivera, canoas, lucia, joana):
    agree(asked, joana)
    exchange = begin(asked)
    assert agreement.confirm(exchange, rivera, "Empezamos una feria.", by=lucia).state == ExchangeState.DONE
    assert agreement.confirm(exchange, canoas, "Aprendimos.", by=joana).state == ExchangeState.CONFIRMED


def test_one_city_does_not_confirm_for_both(asked, rivera, lucia, joana):
    agree(asked, joana)
    exchange = begin(asked)
    agreement.confirm(exchange, rivera, "Empezamos una feria.", by=lucia)
    with pytest.raises(NotNow, match="ya lo confirmó"):
        agreement.confirm(exchange, rivera, "Y otra vez.", by=lucia)


def test_a_withdrawn_strength_cannot_be_asked_for(rivera, canoas, lucia, joana):
    strength = offer_strength(canoas, joana)
    strength.state = "withdrawn"
    strength.save()
    with pytest.raises(NotNow):
        ask(rivera, canoas, lucia, strength=strength)


def test_nobody_asks_their_own_city(rivera, lucia):
    with pytest.raises(PermissionDenied):
        ask(rivera, rivera, lucia)
