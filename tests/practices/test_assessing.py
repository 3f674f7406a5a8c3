"""A card under evaluation: what evaluators read, what a decision does, who stands too near."""

from datetime import UTC, date, datetime

import pytest

from enlacesur.journal.models import Event
from enlacesur.network.models import Organisation
from enlacesur.practices import actions, adapting, shelving
from enlacesur.practices.assessing import sheet, worked_together
from enlacesur.practices.models import Adaptation, Shelf
from enlacesur.review.jobs import follow_ties
from enlacesur.review.models import Assessment
from enlacesur.review.proposals import proposals
from enlacesur.review.subjects import TIE_VERBS
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.practices import adapt, content, publish
from tests.factories.review import evaluator, under_way
from tests.factories.shelves import FOR_SHELVES, card, confirm, decide, name, put_forward, university

pytestmark = pytest.mark.django_db


def assessment_of(submission):
    return Assessment.objects.about("submission", [submission.pk]).order_by("-round").first()


class TestPuttingForward:
    def test_the_card_is_assessed_by_the_rubric_of_its_shelf(self, rivera, lucia):
        assessment = assessment_of(put_forward(rivera, lucia))
        assert (assessment.rubric_name, assessment.title) == ("bank", "Ferias sin restos: compostaje en la misma feria")

    def test_whose_it_is_and_who_confirmed_a_part_are_parties(self, rivera, canoas, lucia):
        practice = card(rivera, lucia)
        frontera = university()
        confirm(name(practice, frontera, lucia), affiliate(PersonFactory(), frontera).person)
        shelving.put_forward(practice, Shelf.BANK, by=lucia)
        assert set(Assessment.objects.get().parties.all()) == {rivera, frontera}

    def test_taking_it_back_ends_the_evaluation(self, rivera, lucia):
        submission = put_forward(rivera, lucia)
        shelving.retract(submission, by=lucia)
        assert assessment_of(submission).state == "closed"

    def test_after_a_return_it_is_another_round(self, rivera, lucia):
        submission = decide(put_forward(rivera, lucia), "returned")
        again = shelving.put_forward(submission.practice, Shelf.BANK, by=lucia)
        assert assessment_of(again).round == 2

    def test_each_round_keeps_the_version_that_was_judged_in_it(self, rivera, lucia):
        submission = decide(put_forward(rivera, lucia, results="Siete ferias."), "returned")
        first = assessment_of(submission)
        later = content(**FOR_SHELVES, results="Doce ferias.")
        actions.publish(submission.practice, later, submission.version, by=lucia)
        again = assessment_of(shelving.put_forward(submission.practice, Shelf.BANK, by=lucia))
        _template, then = sheet(first)
        _template, now = sheet(again)
        assert (then["version"], then["shown"].results) == (1, "Siete ferias.")
        assert (now["version"], now["shown"].results) == (2, "Doce ferias.")


class TestTheDecision:
    def test_it_moves_the_card(self, rivera, lucia):
        submission = decide(put_forward(rivera, lucia), "distinguished")
        assert submission.state == "distinguished"
        assert submission.public_summary

    def test_what_stands_on_a_shelf_is_news_for_everybody(self, rivera, lucia):
        submission = decide(put_forward(rivera, lucia), "accepted")
        event = Event.objects.get(verb="solution.accepted")
        assert (event.audience, event.target_id) == ("public", submission.practice_id)

    def test_what_was_declined_is_not(self, rivera, lucia):
        decide(put_forward(rivera, lucia), "declined")
        assert not Event.objects.filter(verb="solution.accepted").exists()


class TestTheSheet:
    def test_evaluators_read_the_version_that_was_put_forward(self, rivera, lucia):
        submission = put_forward(rivera, lucia)
        practice = submission.practice
        later = content(**FOR_SHELVES | {"title": "Otro título"})
        actions.publish(practice, later, practice.version, by=lucia)
        _template, context = sheet(assessment_of(submission))
        assert context["shown"].title == "Ferias sin restos: compostaje en la misma feria"
        assert context["shown"].agreement_date == "2019-03-01"

    def test_it_stands_on_the_page_of_the_evaluator_with_what_is_needed(self, client, rivera, lucia, secretary):
        submission = put_forward(rivera, lucia, requirements=["Un acuerdo con los feriantes"])
        mine = under_way(assessment_of(submission), secretary)
        client.force_login(mine.evaluator.person)
        html = client.get(mine.get_absolute_url()).content.decode()
        assert "Ferias sin restos" in html
        assert "<li>Un acuerdo con los feriantes</li>" in html


class TestWhoIsNear:
    SINCE = date(2024, 1, 1)

    @pytest.fixture
    def frontera(self, db):
        return university()

    @pytest.fixture
    def elena(self, frontera):
        return affiliate(PersonFactory(), frontera).person

    def near(self, practice, institution, since=SINCE):
        return [pk for pk, _sentence in worked_together([institution.pk], [practice.organisation_id], since)]

    def test_a_partner_of_the_party_in_another_card_is(self, rivera, lucia, frontera, elena):
        practice = publish(rivera, lucia)
        confirm(name(practice, frontera, lucia), elena)
        assert self.near(practice, frontera) == [frontera.pk]

    def test_one_that_only_was_asked_is_not(self, rivera, lucia, frontera):
        practice = publish(rivera, lucia)
        name(practice, frontera, lucia)
        assert self.near(practice, frontera) == []

    def test_one_whose_work_ended_long_ago_is_not(self, rivera, lucia, frontera, elena):
        practice = publish(rivera, lucia, ended=2019)
        confirm(name(practice, frontera, lucia), elena)
        assert self.near(practice, frontera) == []

    def test_others_are_not(self, rivera, canoas, lucia, frontera, elena):
        practice = publish(rivera, lucia)
        confirm(name(practice, frontera, lucia), elena)
        assert self.near(practice, canoas) == []

    def test_who_adapts_a_card_of_the_party_is(self, rivera, canoas, lucia, joana):
        practice = publish(rivera, lucia)
        adapt(practice, canoas, joana)
        assert self.near(practice, canoas) == [canoas.pk]

    def test_whose_card_the_party_adapts_is(self, rivera, canoas, lucia, joana):
        adapt(publish(canoas, joana), rivera, lucia)
        assert self.near(publish(rivera, lucia), canoas) == [canoas.pk]

    def test_from_whose_adaptation_the_party_learnt_and_with_whom_it_began_are(self, rivera, canoas, lucia, joana):
        montevideo = CityFactory()
        origin = publish(montevideo, affiliate(PersonFactory(), montevideo).person)
        first = adapt(origin, canoas, joana)
        adapt(origin, rivera, lucia, parent=first)
        practice = publish(rivera, lucia, title="Plazas")
        assert [self.near(practice, one) for one in (canoas, montevideo)] == [[canoas.pk], [montevideo.pk]]

    @pytest.mark.parametrize(("year", "holds"), [(2025, True), (2020, False)])
    def test_what_was_abandoned_counts_for_the_years_after(self, rivera, canoas, lucia, joana, year, holds):
        practice = publish(rivera, lucia)
        adaptation = adapt(practice, canoas, joana)
        adapting.abandon(adaptation, "Faltó presupuesto.", by=joana)
        Adaptation.objects.update(updated_at=datetime(year, 1, 1, tzinfo=UTC))
        assert bool(self.near(practice, canoas)) == holds

    def test_two_who_adapt_the_same_card_of_another_are_not(self, rivera, canoas, lucia, joana):
        montevideo = CityFactory()
        origin = publish(montevideo, affiliate(PersonFactory(), montevideo).person)
        adapt(origin, canoas, joana)
        adapt(origin, rivera, lucia)
        assert self.near(publish(rivera, lucia, title="Plazas"), canoas) == []

    def test_it_asks_no_more_for_many_than_for_one(self, rivera, canoas, lucia, joana, django_assert_num_queries):
        practice = publish(rivera, lucia)
        adapt(practice, canoas, joana)
        for _n in range(5):
            city = CityFactory()
            adapt(practice, city, affiliate(PersonFactory(), city).person)
        everywhere = list(Organisation.objects.values_list("pk", flat=True))
        with django_assert_num_queries(4):
            assert len(list(worked_together(everywhere, [rivera.pk], self.SINCE))) == 6

    def test_the_secretariat_reads_of_an_adaptation(self, rivera, canoas, lucia, joana, secretary):
        adapt(publish(rivera, lucia, title="Plazas"), canoas, joana)
        evaluator(secretary, joana, organisation=canoas)
        (proposal,) = proposals(assessment_of(put_forward(rivera, lucia)))
        assert "Comparte con Intendencia de Rivera la adaptación de «Plazas»." in proposal.conflicts

    def test_the_secretariat_reads_why(self, rivera, lucia, frontera, elena, secretary):
        confirm(name(publish(rivera, lucia, title="Plazas"), frontera, lucia), elena)
        evaluator(secretary, elena, organisation=frontera)
        (proposal,) = proposals(assessment_of(put_forward(rivera, lucia)))
        assert "Participa en «Plazas» con Intendencia de Rivera." in proposal.conflicts


def test_an_evaluation_ends_when_its_evaluator_adapts_the_card(rivera, lucia, canoas, joana, secretary):
    submission = put_forward(rivera, lucia)
    who = evaluator(secretary, joana, organisation=canoas)
    evaluation = under_way(assessment_of(submission), secretary, who)
    adapt(submission.practice, canoas, joana)
    follow_ties(list(Event.objects.filter(verb="adaptation.begun")))
    evaluation.refresh_from_db()
    assert evaluation.state == "handed_over"


@pytest.mark.parametrize("last", ["party", "evaluator"])
def test_an_evaluation_ends_when_both_take_part_in_the_card_of_a_third(rivera, lucia, canoas, joana, secretary, last):
    evaluation = under_way(assessment_of(put_forward(rivera, lucia)), secretary, evaluator(secretary, joana))
    salto = CityFactory()
    by = affiliate(PersonFactory(), salto).person
    third = publish(salto, by)
    parts = [(name(third, city, by), person) for city, person in ((rivera, lucia), (canoas, joana))]
    for part, person in parts if last == "evaluator" else reversed(parts):
        confirm(part, person)
    follow_ties([Event.objects.filter(verb__in=TIE_VERBS).latest("id")])
    evaluation.refresh_from_db()
    assert evaluation.state == "handed_over"
