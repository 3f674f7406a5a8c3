"""Which answer settles which question, room by room."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from enlacesur.exchange import actions as exchange
from enlacesur.exchange import agreement
from enlacesur.exchange.models import Need
from enlacesur.exchange.states import NeedState
from enlacesur.network import actions as network
from enlacesur.network.models import Role, today
from enlacesur.notifications import actions
from enlacesur.notifications.models import Notification
from enlacesur.notifications.reminders import remind_of_deadlines
from enlacesur.practices import actions as practices
from enlacesur.practices import adapting, freshness, shelving
from enlacesur.practices.models import Practice
from enlacesur.review import actions as review
from enlacesur.review import community
from tests.factories import shelves
from tests.factories.exchange import agree, begin, post, proposal
from tests.factories.network import PersonFactory, affiliate
from tests.factories.notifications import fan_out, unread
from tests.factories.practices import adapt, content, publish
from tests.factories.review import answers, assigned, offered, put_forward


def test_who_confirms_an_adaptation_answers_for_their_city(rivera, canoas, lucia, joana, bruno):
    card = publish(canoas, joana)
    adaptation = adapt(card, rivera, lucia)
    fan_out()
    assert unread(bruno) == ["adaptation.begun"]
    adapting.confirm(adaptation, by=joana)
    fan_out()
    assert unread(bruno) == []
    assert unread(lucia) == ["adaptation.confirmed"]


def test_one_representative_admits_for_all(canoas, joana, stranger):
    ana, rui = (affiliate(PersonFactory(), canoas, role=Role.REPRESENTATIVE).person for _ in range(2))
    joining = network.ask_to_join(stranger, canoas)
    fan_out()
    assert unread(rui) == ["affiliation.asked"]
    network.admit(joining, by=ana)
    fan_out()
    assert unread(rui) == []
    assert unread(stranger) == ["affiliation.admitted"]


@pytest.mark.parametrize("answer", [review.accept, partial(review.decline, reason="No tengo tiempo este mes.")])
def test_an_evaluator_answers_for_themself_alone(cards, rivera, lucia, secretary, answer):
    assessment = put_forward(rivera, lucia)
    one, other = assigned(assessment, secretary), assigned(assessment, secretary)
    fan_out()
    answer(one, by=one.evaluator.person)
    fan_out()
    assert "evaluation.asked" not in unread(one.evaluator.person)
    assert "evaluation.asked" in unread(other.evaluator.person)


def decline(asked, canoas, by):
    agreement.decline(asked, canoas, "Este año no podemos.", by=by)


def counter(asked, canoas, by):
    agreement.counter(asked, proposal(), canoas, by=by)


def take_place(asked, rivera, canoas, lucia, joana):
    """It was agreed, and has begun."""
    agree(asked, joana)
    fan_out()
    Notification.objects.update(read_at=timezone.now())
    return begin(asked)


def reminded():
    remind_of_deadlines()
    fan_out()


class TestAnExchange:
    @pytest.mark.parametrize("answer", [decline, counter])
    def test_every_answer_is_one(self, asked, canoas, joana, bruno, lucia, answer):
        answer(asked, canoas, joana)
        fan_out()
        assert unread(bruno) == []
        assert len(unread(lucia)) == 1

    def test_that_is_called_off_asks_nothing_and_says_so(self, asked, rivera, lucia, joana, bruno):
        agreement.cancel(asked, rivera, "Cambió el gobierno.", by=lucia)
        fan_out()
        assert unread(joana) == unread(bruno) == ["exchange.cancelled"]

    def test_does_not_wait_for_who_wants_no_more_of_it(self, asked, rivera, lucia, bruno):
        """Who is told nothing more of it would never hear that it is off."""
        actions.mute(bruno, f"exchange:{asked.pk}", "")
        assert unread(bruno) == []
        agreement.cancel(asked, rivera, "Cambió el gobierno.", by=lucia)
        fan_out()
        assert unread(bruno) == []

    def test_of_which_one_city_told_asks_the_other_until_one_of_its_officials_tells(
        self, asked, rivera, canoas, lucia, joana, bruno
    ):
        found = take_place(asked, rivera, canoas, lucia, joana)
        pedro = affiliate(PersonFactory(), rivera).person
        agreement.confirm(found, rivera, "Salió bien.", by=lucia)
        fan_out()
        assert unread(joana) == unread(bruno) == ["exchange.half_confirmed"]
        agreement.confirm(found, canoas, "Foi bom.", by=joana)
        fan_out()
        assert unread(joana) == unread(bruno) == []
        assert unread(pedro) == ["exchange.confirmed"]

    def test_who_acts_for_both_cities_is_asked_for_the_one_alone(self, asked, rivera, canoas, joana, lucia):
        both = affiliate(PersonFactory(), canoas).person
        affiliate(both, rivera)
        agreement.counter(asked, proposal(), canoas, by=joana)
        fan_out()
        assert unread(both) == ["exchange.countered"]
        agreement.counter(asked, proposal(), rivera, by=lucia)
        fan_out()
        assert unread(both) == ["exchange.countered"]
        asked.refresh_from_db()
        agree(asked, joana)
        fan_out()
        assert unread(both) == ["exchange.agreed"]


class TestAnAdaptation:
    @pytest.fixture
    def begun(self, rivera, canoas, lucia, joana, bruno):
        adaptation = adapt(publish(canoas, joana), rivera, lucia)
        fan_out()
        return adaptation

    def test_that_is_disputed_asks_no_more_until_it_is_corrected(self, begun, joana, bruno, lucia):
        adapting.dispute(begun, "No fue con nuestra cooperativa.", by=joana)
        fan_out()
        assert unread(bruno) == []
        told = {name: getattr(begun, name) for name in adapting.TOLD} | {"changes": "Sin cooperativa."}
        adapting.tell_changes(begun, told, None, by=lucia)
        fan_out()
        assert unread(bruno) == ["adaptation.asked_again"]

    def test_that_is_abandoned_asks_still(self, begun, bruno, lucia):
        adapting.abandon(begun, "No hubo presupuesto.", by=lucia)
        fan_out()
        assert "adaptation.begun" in unread(bruno)

    def test_the_secretariat_answers_for_the_city(self, begun, joana, bruno, secretary):
        adapting.confirm(begun, by=secretary)
        fan_out()
        assert not {"adaptation.begun"} & {*unread(joana), *unread(bruno)}


class TestAPart:
    @pytest.fixture
    def part(self, rivera, canoas, lucia, joana, bruno):
        part = shelves.name(publish(rivera, lucia), canoas, lucia)
        fan_out()
        assert unread(bruno) == ["partnership.asked"]
        return part

    @pytest.mark.parametrize(
        "answer", [shelves.confirm, lambda part, by: shelving.refuse_part(part, "No fuimos nosotros.", by=by)]
    )
    def test_every_answer_is_one(self, part, joana, bruno, answer):
        answer(part, joana)
        fan_out()
        assert unread(bruno) == []

    def test_that_is_asked_in_other_words_waits_again(self, part, canoas, joana, bruno, lucia):
        shelves.confirm(part, joana)
        shelves.name(part.practice, canoas, lucia, "Otra.")
        fan_out()
        assert unread(bruno) == ["partnership.asked"]

    def test_that_is_taken_out_before_the_answer_asks_nothing_and_says_so(self, part, joana, bruno, lucia, client):
        shelving.take_out(part, by=lucia)
        fan_out()
        assert unread(joana) == unread(bruno) == ["partnership.removed"]
        client.force_login(joana)
        assert client.get(Notification.objects.get(person=joana).get_absolute_url(), follow=True).status_code == 200


class TestWhoAsksToJoin:
    @pytest.fixture
    def joining(self, canoas, joana, stranger, secretary):
        """Nobody represents the city: the secretariat is asked."""
        joana.affiliations.update(role=Role.OFFICIAL)
        joining = network.ask_to_join(stranger, canoas)
        fan_out()
        return joining

    @pytest.fixture
    def office(self, secretary):
        return affiliate(PersonFactory(), secretary.affiliations.get().organisation).person

    @pytest.mark.parametrize(
        "answer",
        [
            lambda joining, by: network.admit(joining, by=by),
            lambda joining, by: network.refuse(joining, by=by, reason="No la conocemos."),
            lambda joining, by: network.end(joining, by=joining.person),
        ],
    )
    def test_of_a_city_without_a_representative_one_of_the_secretariat_decides_for_all(
        self, office, joining, secretary, answer
    ):
        assert unread(office) == unread(secretary) == ["affiliation.asked"]
        answer(joining, secretary)
        fan_out()
        assert unread(office) == unread(secretary) == []

    def test_who_takes_it_back_waits_for_no_representative(self, canoas, joana, stranger):
        rui = affiliate(PersonFactory(), canoas, role=Role.REPRESENTATIVE).person
        joining = network.ask_to_join(stranger, canoas)
        fan_out()
        network.end(joining, by=stranger)
        fan_out()
        assert unread(rui) == []


class TestAnEvaluation:
    @pytest.fixture
    def evaluation(self, cards, rivera, lucia, secretary):
        return review.accept(found := assigned(put_forward(rivera, lucia), secretary), by=found.evaluator.person)

    @pytest.fixture
    def near(self, evaluation):
        fan_out()
        Notification.objects.update(read_at=timezone.now())
        type(evaluation).objects.update(due=today() + timedelta(days=3), asked_at=timezone.now() - timedelta(days=30))
        reminded()
        assert unread(evaluation.evaluator.person) == ["deadline.near"]
        return evaluation

    def submit(self, evaluation, by):
        review.save_scores(evaluation, answers(), by=by)
        review.submit(evaluation, by=by)

    def give_back(self, evaluation, by):
        review.hand_over(evaluation, "No llego.", by=by)

    @pytest.mark.parametrize("end", [submit, give_back])
    def test_that_is_over_is_owed_no_more(self, near, end):
        person = near.evaluator.person
        end(self, near, person)
        fan_out()
        assert unread(person) == []

    def test_that_the_secretariat_takes_back_is_owed_no_more(self, near, secretary):
        review.hand_over(near, "Se necesita antes.", by=secretary)
        fan_out()
        assert unread(near.evaluator.person) == ["evaluation.handed_over"]

    def test_that_is_only_accepted_is_owed_still(self, cards, rivera, lucia, secretary):
        found = assigned(put_forward(rivera, lucia), secretary)
        type(found).objects.update(due=today() + timedelta(days=3), asked_at=timezone.now() - timedelta(days=30))
        fan_out()
        reminded()
        review.accept(found, by=found.evaluator.person)
        fan_out()
        assert "deadline.near" in unread(found.evaluator.person)

    @pytest.mark.parametrize("end", [submit, give_back])
    def test_of_which_the_secretariat_reminded_waits_until_it_is_over(self, evaluation, secretary, end):
        person = evaluation.evaluator.person
        fan_out()
        Notification.objects.update(read_at=timezone.now())
        review.remind(evaluation, by=secretary)
        fan_out()
        assert unread(person) == ["evaluation.reminded"]
        end(self, evaluation, person)
        fan_out()
        assert unread(person) == []


class TestTheSecretariat:
    @pytest.fixture
    def office(self, secretary):
        """A colleague."""
        return affiliate(PersonFactory(), secretary.affiliations.get().organisation).person

    def test_one_decides_on_an_offer_to_evaluate_for_all(self, office, secretary):
        offer = offered()
        fan_out()
        assert unread(office) == unread(secretary) == ["evaluator.offered"]
        community.admit(offer, by=secretary)
        fan_out()
        assert unread(office) == unread(secretary) == []
        assert unread(offer.person) == ["evaluator.admitted"]

    def test_who_takes_an_offer_back_waits_for_nobody(self, office):
        offer = offered()
        fan_out()
        community.end(offer, by=offer.person)
        fan_out()
        assert unread(office) == []

    def test_one_decides_on_a_card_for_all(self, office, secretary, rivera, lucia):
        submission = shelves.put_forward(rivera, lucia)
        fan_out()
        assert unread(office) == ["submission.waiting"]
        shelves.decide(submission, "accepted", by=secretary)
        fan_out()
        assert not {"submission.waiting", "assessment.ready"} & {*unread(office)}

    def test_a_card_that_is_taken_back_needs_nobody(self, office, rivera, lucia):
        submission = shelves.put_forward(rivera, lucia)
        fan_out()
        shelving.retract(submission, by=lucia)
        fan_out()
        assert unread(office) == []


class TestAContactThatNobodyAnswersFor:
    def test_asks_until_an_official_names_another(self, rivera, lucia):
        pedro = affiliate(PersonFactory(), rivera).person
        card = shelves.card(rivera, lucia)
        freshness.came_back(card.pk, card.contact_email, "550")
        fan_out()
        assert unread(pedro) == ["contact.dead"]
        for email, waits in ((card.contact_email, ["contact.dead"]), ("rosa@rivera.example", [])):
            card.refresh_from_db()
            practices.publish(card, content(**shelves.FOR_SHELVES | {"contact_email": email}), card.version, by=lucia)
            fan_out()
            assert unread(pedro) == waits


class TestADeadlineOfACity:
    @pytest.fixture
    def pedro(self, rivera):
        return affiliate(PersonFactory(), rivera).person

    @pytest.mark.parametrize(
        "change",
        [
            lambda need, by: exchange.settle_need(need, NeedState.MET, by=by),
            lambda need, by: exchange.edit_need(need, {"by": today() + timedelta(days=200)}, by=by),
        ],
    )
    @pytest.mark.parametrize("hidden", [False, True])
    def test_a_need_that_is_met_or_has_time_until_later_is_owed_no_more(self, rivera, lucia, pedro, change, hidden):
        need = post(rivera, lucia, hide_city=hidden)
        Need.objects.update(by=today() + timedelta(days=3), posted_at=timezone.now() - timedelta(days=30))
        reminded()
        assert unread(pedro) == ["deadline.near"]
        change(need, lucia)
        fan_out()
        assert unread(pedro) == []

    def test_a_card_that_its_contact_confirms_by_mail_is_owed_no_more(self, rivera, lucia, pedro):
        card = shelves.card(rivera, lucia)
        Practice.objects.update(review_on=today() + timedelta(days=3))
        reminded()
        assert unread(pedro) == ["deadline.near"]
        freshness.confirm_as(freshness.Asked(card, card.contact_email))
        fan_out()
        assert unread(pedro) == []
