"""Telling of an adaptation: who may, what the other city is asked, what followers are told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from enlacesur.core.states import NotNow
from enlacesur.journal.models import Event
from enlacesur.journal.said import words_at
from enlacesur.matching import index
from enlacesur.notifications.fanout import tell
from enlacesur.notifications.models import Interest, Notification
from enlacesur.practices import actions, adapting
from enlacesur.practices.models import Adaptation
from enlacesur.practices.states import AdaptationState
from enlacesur.practices.views.adaptations import cards_of
from tests.factories.journal import words_to_places
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.practices import adapt, publish

WORKING, UNDER_WAY = AdaptationState.WORKING, AdaptationState.UNDER_WAY


@pytest.fixture
def card(rivera, lucia):
    return publish(rivera, lucia)


@pytest.fixture
def adaptation(card, canoas, joana):
    return adapt(card, canoas, joana)


def told(adaptation, **changes):
    return {name: getattr(adaptation, name) for name in adapting.TOLD} | changes


def notices(person):
    tell(list(Event.objects.order_by("id")))
    return [notice.title for notice in Notification.objects.filter(person=person).order_by("id")]


def test_the_city_that_was_learnt_from_is_asked_and_it_is_theirs_to_answer(adaptation, lucia, joana, stranger):
    assert notices(lucia)[-1].startswith("Prefeitura de Canoas adapta su solución «Ferias sin restos")
    assert Notification.objects.get(person=lucia).mandatory
    assert notices(joana) == notices(stranger) == []


class TestWhoIsLearntFromByWayOfAnother:
    """The city whose card it is is asked. Who adapted it before, or shared that with which it began, is told."""

    TOLD = "Salto adapta «Ferias sin restos: compostaje en la misma feria» a partir de lo que hizo su institución"

    @pytest.fixture
    def salto(self, db):
        return CityFactory(name="Salto", institution="")

    @pytest.fixture
    def marta(self, salto):
        return affiliate(PersonFactory(), salto).person

    def test_who_adapted_it_before_is_told_once(self, adaptation, card, salto, marta, joana, lucia):
        adapt(card, salto, marta, parent=adaptation)
        assert notices(joana) == [self.TOLD]
        assert not Notification.objects.get(person=joana).mandatory
        assert [title for title in notices(lucia) if title.startswith("Salto")] == [
            "Salto adapta su solución «Ferias sin restos: compostaje en la misma feria». ¿Es así?"
        ]

    def test_with_whom_it_began_is_told_when_the_card_of_an_adaptation_is_adapted(
        self, adaptation, canoas, joana, salto, marta, lucia
    ):
        own = publish(canoas, joana)
        adapting.link_own_card(adaptation, own, by=joana)
        adapt(own, salto, marta)
        assert self.TOLD in notices(lucia)
        assert [title for title in notices(joana) if title.startswith("Salto")] == [
            "Salto adapta su solución «Ferias sin restos: compostaje en la misma feria». ¿Es así?"
        ]

    def test_of_what_works_already_it_is_told_as_that(self, adaptation, card, salto, marta, joana):
        adapt(card, salto, marta, parent=adaptation, state="working")
        assert notices(joana) == ["Salto adaptó «Ferias sin restos: compostaje en la misma feria», y funciona"]
        assert not Event.objects.filter(verb="adaptation.learnt").exists()

    def test_who_is_named_later_is_told_then_and_not_with_every_change(self, adaptation, card, salto, marta, joana):
        theirs = adapt(card, salto, marta)
        assert notices(joana) == []
        for why in ("Los visitamos.", "Los visitamos dos veces."):
            adapting.tell_changes(theirs, told(theirs, why=why), adaptation, by=marta)
        assert notices(joana) == [self.TOLD]
        assert Event.objects.filter(verb="adaptation.learnt").count() == 1

    def test_the_history_of_the_adaptation_tells_that_it_began_once(self, client, adaptation, card, salto, marta):
        theirs = adapt(card, salto, marta, parent=adaptation)
        page = client.get(theirs.get_absolute_url())
        assert page.status_code == 200
        assert page.text.count("Contó que la adapta") == 1

    def test_where_the_card_is_all_that_is_learnt_from_nobody_else_is_told(self, adaptation):
        assert not Event.objects.filter(verb="adaptation.learnt").exists()


def test_later_news_do_not_take_the_place_of_the_request(adaptation, lucia, joana):
    adapting.go_on(adaptation, WORKING, by=joana)
    assert len(notices(lucia)) == 2


def test_what_works_and_what_was_abandoned_is_told_to_followers(adaptation, card, joana):
    follower = affiliate(PersonFactory(), CityFactory()).person
    Interest.objects.create(person=follower, themes=card.themes, kinds=["solution"])
    index.rebuild()
    adapting.go_on(adaptation, UNDER_WAY, by=joana)
    Event.objects.filter(verb="solution.published").delete()
    assert notices(follower) == []
    adapting.abandon(adaptation, "Nadie quedó a cargo en verano.", by=joana)
    assert notices(follower) == [
        "Prefeitura de Canoas dejó de adaptar «Ferias sin restos: compostaje en la misma feria»"
    ]


@pytest.mark.parametrize("who", ["lucia", "stranger", "ramon"])
def test_another_city_and_a_stranger_cannot_write(adaptation, request, who):
    person = request.getfixturevalue(who)
    for step in (
        lambda: adapting.go_on(adaptation, WORKING, by=person),
        lambda: adapting.abandon(adaptation, "Porque sí.", by=person),
        lambda: adapting.tell_changes(adaptation, told(adaptation), None, by=person),
        lambda: adapting.link_own_card(adaptation, adaptation.practice, by=person),
    ):
        with pytest.raises(PermissionDenied):
            step()


@pytest.mark.parametrize("who", ["joana", "stranger"])
def test_nobody_but_the_origin_confirms(adaptation, request, who):
    for step in (adapting.confirm, adapting.dispute):
        with pytest.raises(PermissionDenied):
            step(adaptation, "Es así.", by=request.getfixturevalue(who))


def test_nobody_confirms_what_they_wrote_themselves(card, canoas, joana, rivera):
    affiliate(joana, rivera)
    with pytest.raises(PermissionDenied):
        adapting.confirm(adapt(card, canoas, joana), by=joana)


def test_the_secretariat_mends(adaptation, secretary):
    changed = adapting.tell_changes(adaptation, told(adaptation, keeps="La separación."), None, by=secretary)
    assert adapting.confirm(changed, by=secretary).is_confirmed


def test_an_organisation_does_not_adapt_its_own_card(card, rivera, lucia):
    with pytest.raises(PermissionDenied):
        adapt(card, rivera, lucia)


def test_what_is_not_published_is_not_adapted(card, canoas, lucia, joana):
    actions.withdraw(card, "Los datos eran de otro año.", by=lucia)
    with pytest.raises(PermissionDenied):
        adapt(card, canoas, joana)


def test_one_that_is_no_member_does_not_adapt(card, joana, canoas):
    canoas.member_until = canoas.member_since
    canoas.save()
    with pytest.raises(PermissionDenied):
        adapt(card, canoas, joana)


def test_once_at_a_time_and_anew_after_it_was_abandoned(adaptation, card, canoas, joana):
    with pytest.raises(NotNow):
        adapt(card, canoas, joana)
    adapting.abandon(adaptation, "Cambió el equipo.", by=joana)
    again = adapt(card, canoas, joana)
    with pytest.raises(NotNow):
        adapting.go_on(adaptation, UNDER_WAY, by=joana)
    assert Adaptation.objects.live().get() == again


def test_a_failed_attempt_of_the_past_is_told_with_its_reason(card, canoas, joana):
    with pytest.raises(NotNow):
        adapt(card, canoas, joana, state="abandoned")
    assert adapt(card, canoas, joana, state="abandoned", reason="No hubo terreno cerca.").is_abandoned


def test_what_works_says_since_when(adaptation, joana):
    assert adapting.go_on(adaptation, WORKING, by=joana).worked_since >= 2026


def test_without_a_reason_nothing_is_abandoned_nor_disputed(adaptation, joana, lucia):
    with pytest.raises(NotNow):
        adapting.abandon(adaptation, "  ", by=joana)
    with pytest.raises(NotNow):
        adapting.dispute(adaptation, "", by=lucia)


def test_a_card_that_was_withdrawn_is_not_linked_and_not_offered(adaptation, canoas, joana):
    own = publish(canoas, joana, language="pt")
    assert cards_of(adaptation) == [own]
    actions.withdraw(own, "Ya no es así.", by=joana)
    assert cards_of(adaptation) == []
    with pytest.raises(NotNow, match="publicada"):
        adapting.link_own_card(adaptation, own, by=joana)


def test_what_is_disputed_is_told_and_asked_again_when_it_is_corrected(adaptation, lucia, joana):
    disputed = adapting.dispute(adaptation, "Nunca visitaron la feria.", by=lucia)
    assert "señala qué no es así" in notices(joana)[-1]
    corrected = adapting.tell_changes(disputed, told(disputed, why="Leímos la ficha."), None, by=joana)
    assert (corrected.confirmation, corrected.confirmation_note) == ("asked", "")
    assert notices(lucia)[-1].startswith("Prefeitura de Canoas corrigió")


def test_what_was_confirmed_in_other_words_is_asked_again(adaptation, lucia, joana):
    confirmed = adapting.confirm(adaptation, "Los visitamos.", by=lucia)
    changed = adapting.tell_changes(confirmed, told(confirmed, changes="Nada de lo que se contó."), None, by=joana)
    assert (changed.confirmation, changed.confirmation_note) == ("asked", "")
    assert notices(lucia)[-1].startswith("Prefeitura de Canoas corrigió")


def test_what_came_of_it_since_leaves_it_confirmed(adaptation, lucia, joana):
    confirmed = adapting.confirm(adaptation, by=lucia)
    assert adapting.tell_changes(confirmed, told(confirmed, people_reached=300), None, by=joana).is_confirmed


def test_a_step_that_the_table_does_not_know_is_refused(adaptation, lucia, joana):
    with pytest.raises(NotNow):
        adapting.go_on(adaptation, AdaptationState.PLANNED, by=joana)
    adapting.confirm(adaptation, by=lucia)
    with pytest.raises(NotNow):
        adapting.confirm(adaptation, by=lucia)


def at_once(*steps):
    """Each in its own connection, at the same moment. What each came to."""
    barrier = Barrier(len(steps))

    def run(step):
        barrier.wait(5)
        try:
            step()
        except NotNow:
            return "told"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(steps)) as threads:
        return sorted(threads.map(run, steps))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_the_same_one_does(card, canoas, joana):
    colleague = affiliate(PersonFactory(), canoas).person
    steps = [lambda by=by: adapt(card, canoas, by) for by in (joana, colleague)]
    assert at_once(*steps) == ["done", "told"]
    assert Adaptation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_does(card, canoas, joana, lucia, ramon):
    adaptation = adapt(card, canoas, joana)
    steps = [lambda by=by: adapting.confirm(adaptation, by=by) for by in (lucia, ramon)]
    assert at_once(*steps) == ["done", "told"]
    assert Event.objects.filter(verb="adaptation.confirmed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_adaptations_that_learn_from_each_other_at_once_make_no_circle(card, canoas, joana):
    salto = CityFactory(name="Salto")
    by = affiliate(PersonFactory(), salto).person
    one, other = adapt(card, canoas, joana), adapt(card, salto, by)
    assert at_once(
        lambda: adapting.tell_changes(one, told(one), other, by=joana),
        lambda: adapting.tell_changes(other, told(other), one, by=by),
    ) == ["done", "told"]


class TestWhatTheMailQuotes:
    def said(self, what):
        place = Event.objects.get(verb=f"adaptation.{what}").data.get("says", "")
        return words_at([place]).get(place, "")

    def test_of_a_question_what_is_done_otherwise(self, adaptation):
        assert self.said("begun") == "La recolección la hace una cooperativa, que cobra por kilo."

    def test_of_one_that_works_what_came_of_it(self, adaptation, joana):
        adapting.go_on(adaptation, WORKING, {"results": "Once ferias sin restos."}, by=joana)
        assert self.said("working") == "Once ferias sin restos."

    def test_of_an_answer_its_word(self, adaptation, lucia):
        adapting.dispute(adaptation, "Nunca hablamos.", by=lucia)
        assert self.said("disputed") == "Nunca hablamos."

    def test_of_an_answer_without_a_word_nothing(self, adaptation, lucia):
        adapting.confirm(adaptation, by=lucia)
        assert self.said("confirmed") == ""

    def test_the_journal_which_forgets_nothing_has_none_of_it(self, adaptation, joana):
        adapting.go_on(adaptation, WORKING, {"results": "Once ferias sin restos."}, by=joana)
        told = str(list(Event.objects.filter(verb__startswith="adaptation.").values()))
        assert "cooperativa" not in told
        assert "Once ferias" not in told

    def test_nor_of_what_was_told_before(self, adaptation, lucia):
        adapting.confirm(adaptation, by=lucia)
        places = {event.verb: event.data.get("says") for event in self.events()}
        for event in self.events():
            event.data["says"] = "La recolección la hace una cooperativa."
            event.save()
        words_to_places("practices", "0008_changes_stay_where_they_were_said")
        assert {event.verb: event.data.get("says") for event in self.events()} == places

    def events(self):
        return list(Event.objects.filter(verb__startswith="adaptation."))
