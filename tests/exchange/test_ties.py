"""Who stands too near to judge, for an exchange of these years between two institutions."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enlacesur.exchange import agreement
from enlacesur.exchange.models import Exchange, Terms
from enlacesur.exchange.ties import exchanged
from enlacesur.journal.actions import CONSUMERS
from enlacesur.journal.models import Event
from enlacesur.network.models import Organisation
from enlacesur.review import subjects
from enlacesur.review.conflicts import conflicts_of
from enlacesur.review.jobs import follow_ties
from tests.factories.exchange import agree, ask, begin
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.review import evaluator, put_forward, under_way

SINCE = date(2024, 1, 1)
LONG_AGO = datetime(2020, 5, 1, tzinfo=UTC)


@pytest.fixture
def asked(rivera, canoas, lucia):
    return ask(rivera, canoas, lucia)


@pytest.fixture
def agreed(asked, joana):
    return agree(asked, joana)


def near(institution, party):
    return [pk for pk, _sentence in exchanged([institution.pk], [party.pk], SINCE)]


def test_who_asked_and_who_provides_are_near_to_each_other(agreed, rivera, canoas):
    assert (near(rivera, canoas), near(canoas, rivera)) == ([rivera.pk], [canoas.pk])


def test_what_is_still_being_talked_about_makes_nobody_near(asked, rivera, canoas):
    assert near(rivera, canoas) == near(canoas, rivera) == []


def test_nor_what_was_called_off(agreed, rivera, canoas, joana):
    agreement.cancel(agreed, canoas, "No tenemos equipo.", by=joana)
    assert near(rivera, canoas) == []


def test_what_took_place_and_what_both_confirmed_does(agreed, rivera, canoas, lucia, joana):
    exchange = begin(agreed)
    agreement.confirm(exchange, rivera, "Empezamos.", by=lucia)
    assert near(rivera, canoas) == [rivera.pk]
    agreement.confirm(exchange, canoas, "Vinieron.", by=joana)
    assert near(rivera, canoas) == [rivera.pk]


def test_what_was_agreed_and_over_long_ago_does_not(agreed, rivera, canoas):
    Exchange.objects.update(agreed_at=LONG_AGO)
    Terms.objects.update(starts=LONG_AGO, ends=LONG_AGO)
    assert near(rivera, canoas) == []


def test_what_was_agreed_long_ago_and_lasted_into_these_years_does(agreed, rivera, canoas):
    Exchange.objects.update(agreed_at=LONG_AGO)
    assert near(rivera, canoas) == [rivera.pk]


def test_a_third_city_is_far(agreed, rivera):
    assert near(CityFactory(), rivera) == []


def test_it_asks_no_more_for_many_than_for_one(agreed, rivera, canoas, lucia, django_assert_num_queries):
    for _n in range(5):
        city = CityFactory()
        agree(ask(rivera, city, lucia), affiliate(PersonFactory(), city).person)
    everywhere = list(Organisation.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert len(list(exchanged(everywhere, [rivera.pk], SINCE))) == 6


def test_the_secretariat_reads_why(agreed, rivera, canoas, lucia, joana, secretary, cards):
    subjects.register_ties(exchanged)
    who = evaluator(secretary, joana, organisation=canoas)
    assert conflicts_of([who], put_forward(rivera, lucia))[who.pk] == [
        "Tiene un intercambio con Intendencia de Rivera: «Cómo acordar con los feriantes»."
    ]


def test_this_room_is_asked(db):
    assert exchanged in subjects.TIE_SOURCES


class TestAnEvaluationThatIsUnderWay:
    """It ends as soon as the journal tells of the exchange, and not with the next round of the clock."""

    @pytest.fixture
    def evaluation(self, rivera, canoas, lucia, joana, secretary, cards):
        subjects.register_ties(exchanged)
        return under_way(put_forward(rivera, lucia), secretary, evaluator(secretary, joana, organisation=canoas))

    def told(self, evaluation, verb):
        follow_ties(list(Event.objects.filter(verb=verb)))
        evaluation.refresh_from_db()
        return evaluation.state

    def test_ends_when_an_exchange_is_agreed(self, evaluation, agreed):
        assert self.told(evaluation, "exchange.agreed") == "handed_over"
        assert "Tiene un intercambio con Intendencia de Rivera" in evaluation.reason

    def test_goes_on_while_one_is_only_asked_for(self, evaluation, asked):
        assert self.told(evaluation, "exchange.asked") == "accepted"

    def test_what_others_evaluate_of_others_is_not_looked_at_for_it(
        self, evaluation, agreed, secretary, django_assert_num_queries
    ):
        with CaptureQueriesContext(connection) as one:
            self.told(evaluation, "exchange.agreed")
        salto = CityFactory()
        lia = affiliate(PersonFactory(), salto).person
        for number in (2, 3):
            under_way(put_forward(salto, lia, number), secretary)
        evaluation.state = "accepted"
        evaluation.save()
        with django_assert_num_queries(len(one)):
            self.told(evaluation, "exchange.agreed")

    def test_it_is_the_journal_that_tells(self, db):
        assert CONSUMERS["conflicts"] is follow_ties
