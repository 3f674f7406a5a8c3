"""The first page after signing in: what waits for whom."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from enlacesur.journal.models import Event
from enlacesur.network.actions import ask_to_join
from enlacesur.network.models import today
from enlacesur.practices import actions, freshness
from enlacesur.practices.actions import withdraw
from enlacesur.practices.adapting import abandon, dispute
from enlacesur.practices.models import Partnership, Practice
from enlacesur.review.models import Assessment
from tests.factories.network import PersonFactory
from tests.factories.practices import adapt, content, publish
from tests.factories.review import judged, offered
from tests.factories.shelves import decide, name, put_forward


@pytest.fixture
def asking(stranger, canoas):
    """The stranger asks to act for Canoas, which has nobody who could admit."""
    return ask_to_join(stranger, canoas)


def page(client, person):
    client.force_login(person)
    return client.get("/tablero/").content.decode()


def test_the_representative_sees_who_asks_to_join(client, ramon, stranger, rivera):
    ask_to_join(stranger, rivera)
    assert "Admitir a Persona Extraña" in page(client, ramon)


def test_an_official_does_not(client, lucia, ramon, stranger, rivera):
    ask_to_join(stranger, rivera)
    assert "Persona Extraña" not in page(client, lucia)


def test_the_secretariat_sees_who_asks_where_nobody_can_admit(client, secretary, asking):
    html = page(client, secretary)
    assert "Admitir a Persona Extraña" in html
    assert "Prefeitura de Canoas" in html
    assert f"/ciudades/{asking.organisation.slug}/personas/" in html


def test_and_leaves_the_others_to_their_representatives(client, secretary, ramon, stranger, rivera):
    ask_to_join(stranger, rivera)
    assert "Persona Extraña" not in page(client, secretary)


def test_the_representative_of_another_city_is_not_asked(client, ramon, asking):
    assert "Persona Extraña" not in page(client, ramon)


def test_the_secretariat_is_no_city_and_is_not_asked_for_needs(client, secretary):
    main = page(client, secretary).split("<main")[1].split("</main")[0]
    assert "Publicar una necesidad" not in main
    assert "Nuestra página pública" not in main


@pytest.mark.parametrize("who", ["lucia", "ramon", "joana", "stranger", "secretary"])
def test_every_link_leads_somewhere(client, request, who):
    html = page(client, request.getfixturevalue(who))
    main = html.split("<main")[1].split("</main")[0]
    answers = {path: client.get(path).status_code for path in set(re.findall(r'href="(/[^"#]*)"', main))}
    assert {path: status for path, status in answers.items() if status >= 400} == {}


@pytest.mark.parametrize("many", [1, 3])
def test_those_who_ask_cost_the_same_however_many(client, secretary, canoas, many, django_assert_max_num_queries):
    for _ in range(many):
        ask_to_join(PersonFactory(), canoas)
    client.force_login(secretary)
    with django_assert_max_num_queries(12):
        assert client.get("/tablero/").content.decode().count("Admitir a ") == many


def test_a_withdrawn_card_is_found_again_by_its_city_alone(client, rivera, lucia, joana):
    practice = publish(rivera, lucia)
    withdraw(practice, "Cerró el programa.", by=lucia)
    mine = page(client, lucia)
    assert practice.get_absolute_url() in mine
    assert "Retirada" in mine
    assert practice.get_absolute_url() not in page(client, joana)


class TestWhatWaits:
    def test_a_part_in_a_card_that_was_not_confirmed(self, client, rivera, lucia, canoas, joana):
        partnership = name(publish(rivera, lucia), canoas, lucia)
        html = page(client, joana)
        assert partnership.get_absolute_url() in html
        assert "Confirme su parte en «Ferias sin restos" in html
        assert partnership.get_absolute_url() not in page(client, lucia)

    def test_an_adaptation_that_was_not_confirmed(self, client, rivera, lucia, canoas, joana):
        adaptation = adapt(publish(rivera, lucia), canoas, joana)
        assert f"/adaptaciones/{adaptation.pk}/" in page(client, lucia)
        assert f"/adaptaciones/{adaptation.pk}/" not in page(client, joana)

    def test_who_offers_to_evaluate_waits_for_the_secretariat(self, client, secretary, stranger, ramon):
        offered(stranger)
        assert "Persona Extraña se ofrece para evaluar" in page(client, secretary)
        assert "se ofrece para evaluar" not in page(client, ramon)
        assert "Usted se ofreció para evaluar" in page(client, stranger)

    def test_what_was_put_forward_and_where_it_stands(self, client, rivera, lucia, joana):
        submission = put_forward(rivera, lucia)
        decide(submission, "returned")
        html = page(client, lucia)
        assert submission.get_absolute_url() in html
        assert "Por mejorar" in html
        assert submission.get_absolute_url() not in page(client, joana)

    def test_what_came_back_to_be_improved(self, client, rivera, lucia, joana):
        decide(put_forward(rivera, lucia), "returned")
        assert "Mejore «Ferias sin restos" in page(client, lucia)
        assert "Mejore «Ferias sin restos" not in page(client, joana)

    def test_a_card_for_which_nobody_answers_any_more(self, client, rivera, lucia, joana):
        practice = publish(rivera, lucia, contact_email="ana@rivera.example")
        freshness.came_back(practice.pk, "ana@rivera.example", "550")
        html = page(client, lucia)
        assert "Indique otro contacto para «Ferias sin restos" in html
        assert f"/soluciones/{practice.pk}/editar/#id_contact_email" in html
        assert "Indique otro contacto" not in page(client, joana)

    def test_since_the_day_on_which_nobody_answered_any_more(self, client, rivera, lucia):
        practice = publish(rivera, lucia, contact_email="ana@rivera.example")
        Practice.objects.update(review_on=today(), updated_at=timezone.now() - timedelta(days=400))
        freshness.ask_portion()
        Practice.objects.update(contact_asked_on=today() - timedelta(days=40))
        freshness.came_back(practice.pk, "ana@rivera.example", "550")
        assert "segundo" in self.since(client, lucia)
        Event.objects.filter(verb="contact.dead").update(at=timezone.now() - timedelta(days=12))
        assert self.since(client, lucia) == "hace 2 semanas"

    def since(self, client, person):
        html = page(client, person)
        return re.search(r'class="when">([^<]*)<.*Indique otro contacto', html)[1]

    def test_since_when_the_contact_of_today_does_not_answer(self, client, rivera, lucia):
        """Each contact that was named and went is told of; the last counts."""
        practice = publish(rivera, lucia, contact_email="ana@rivera.example")
        freshness.came_back(practice.pk, "ana@rivera.example", "550")
        Event.objects.filter(verb="contact.dead").update(at=timezone.now() - timedelta(days=90))
        actions.publish(practice, content(contact_email="paz@rivera.example"), 1, by=lucia)
        freshness.came_back(practice.pk, "paz@rivera.example", "550")
        assert "segundo" in self.since(client, lucia)

    def test_what_is_not_so_in_an_adaptation_of_ours(self, client, rivera, lucia, canoas, joana):
        adaptation = adapt(publish(rivera, lucia), canoas, joana)
        dispute(adaptation, "No son doce ferias.", by=lucia)
        assert "Corrija lo que dice de «Ferias sin restos" in page(client, joana)
        assert "Corrija lo que dice de «Ferias sin restos" not in page(client, lucia)
        abandon(adaptation, "Cambió el gobierno.", by=joana)
        assert "Corrija lo que dice" not in page(client, joana)

    def test_what_needs_evaluators_or_a_decision_waits_for_the_secretariat(self, client, rivera, lucia, secretary):
        submission = put_forward(rivera, lucia)
        assert "Busque quién evalúe «Ferias sin restos" in page(client, secretary)
        assert "Busque quién evalúe" not in page(client, lucia)
        assessment = Assessment.objects.get()
        judged(assessment, secretary)
        judged(assessment, secretary)
        html = page(client, secretary)
        assert "Decida sobre «Ferias sin restos" in html
        assert f"/evaluaciones/{assessment.pk}/" in html
        decide(submission, "accepted")
        assert "Decida sobre" not in page(client, secretary)

    def test_whom_a_city_answers_late_is_said(self, client, rivera, lucia, canoas, joana):
        partnership = name(publish(rivera, lucia), canoas, lucia)
        long_ago = timezone.now() - timedelta(days=31)
        Partnership.objects.filter(pk=partnership.pk).update(asked_at=long_ago)
        assert "data-late" in page(client, joana)
