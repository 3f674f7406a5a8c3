import pytest
from django.core.exceptions import PermissionDenied

from enlacesur.core.states import NotNow
from enlacesur.exchange import agreement
from enlacesur.exchange.models import Exchange
from enlacesur.exchange.states import ExchangeState
from enlacesur.journal.models import Event
from enlacesur.journal.said import words_at
from tests.factories.exchange import agree, ask, begin, offer_expert, offer_strength, post, proposal
from tests.factories.practices import publish


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
    assert (event.audience_ids, said("declined")) == ([rivera.pk], "No tenemos equipo este año.")


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


def said(what):
    """What the mail to the other city quotes of a step."""
    place = Event.objects.get(verb=f"exchange.{what}").data.get("says", "")
    return words_at([place]).get(place, "")


class TestWhatTheMailQuotes:
    def test_of_a_question_its_message(self, asked):
        assert said("asked") == "Queremos ver cómo lo hacen."

    def test_of_other_terms_their_note(self, asked, canoas, joana):
        agreement.counter(asked, proposal(note="En marzo hay feria."), canoas, by=joana)
        assert said("countered") == "En marzo hay feria."

    def test_the_journal_which_forgets_nothing_has_none_of_it(self, asked):
        assert "Queremos" not in str(list(Event.objects.values()))

    def test_what_is_erased_where_it_was_said_is_quoted_no_more(self, asked):
        Exchange.objects.update(message="")
        assert said("asked") == ""

    def test_of_an_agreement_nothing_for_the_question_is_the_readers_own(self, asked, joana):
        agree(asked, joana)
        assert said("agreed") == ""

    @pytest.mark.parametrize(("step", "what"), [(agreement.decline, "declined"), (agreement.cancel, "cancelled")])
    def test_of_an_end_its_reason(self, asked, canoas, joana, step, what):
        step(asked, canoas, "No tenemos equipo este año.", by=joana)
        assert said(what) == "No tenemos equipo este año."

    def test_of_a_half_confirmed_one_what_the_first_city_says_came_of_it(self, asked, rivera, lucia, joana):
        agree(asked, joana)
        agreement.confirm(begin(asked), rivera, "Empezamos una feria.", by=lucia)
        assert said("half_confirmed") == "Empezamos una feria."

    def test_whichever_of_them_is_the_first(self, asked, canoas, joana):
        agree(asked, joana)
        agreement.confirm(begin(asked), canoas, "Aprendimos.", by=joana)
        assert said("half_confirmed") == "Aprendimos."

    def test_of_one_that_both_confirm_what_the_second_says(self, asked, rivera, canoas, lucia, joana):
        agree(asked, joana)
        agreement.confirm(begin(asked), rivera, "Empezamos una feria.", by=lucia)
        agreement.confirm(asked, canoas, "Aprendimos.", by=joana)
        assert said("confirmed") == "Aprendimos."


class TestWhatItIsAbout:
    """Its event bears the themes and goals of what it came from, so that their followers are told of it."""

    @pytest.mark.parametrize(
        ("link", "make"),
        [("need", post), ("strength", offer_strength), ("expert", offer_expert), ("practice", publish)],
    )
    def test_the_goals_and_themes_of_what_it_came_from(self, rivera, canoas, lucia, joana, link, make):
        source = make(rivera, lucia) if link == "need" else make(canoas, joana)
        source.themes, source.sdgs = ["cultura"], [4, 11]
        source.save()
        agreed = agree(ask(rivera, canoas, lucia, **{link: source}), joana)
        for city, by in ((rivera, lucia), (canoas, joana)):
            agreement.confirm(begin(agreed), city, "Empezamos una feria.", by=by)
        event = Event.objects.get(verb="exchange.confirmed")
        assert (event.themes, event.sdgs) == (["cultura"], [4, 11])

    def test_without_a_source_there_are_none(self, asked):
        event = Event.objects.get(verb="exchange.asked")
        assert (event.themes, event.sdgs) == ([], [])
