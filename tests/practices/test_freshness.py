"""Once a year the contact of a card is asked; one tap answers; nobody there hands the card to its institution."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from enlacesur.core.states import NotNow
from enlacesur.journal.models import Event
from enlacesur.journal.said import words_at
from enlacesur.network.models import today
from enlacesur.notifications import delivery, wording
from enlacesur.notifications.models import Letter
from enlacesur.practices import actions, freshness
from enlacesur.practices.models import Practice
from tests.factories.practices import content, publish

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def practice(rivera, lucia):
    """Its day has come."""
    card = publish(rivera, lucia, contact_name="Ana Paz", contact_email="ana@rivera.example")
    return due(card)


def due(card, days=0):
    card.review_on = today() - timedelta(days=days)
    card.save()
    return card


def page(practice):
    return reverse("contact_confirm", args=[freshness.token_of(practice)])


def send():
    while delivery.deliver():
        pass


class TestAsking:
    def test_the_contact_gets_one_mail_with_a_link(self, practice):
        assert freshness.ask_portion() == 1
        send()
        (message,) = mail.outbox
        assert message.to == ["ana@rivera.example"]
        assert "¿Sigue siendo así?" in message.subject
        assert freshness.token_of(practice) in message.body

    def test_nobody_is_asked_twice_within_a_month(self, practice):
        freshness.ask_portion()
        assert freshness.ask_portion() == 0

    def test_who_did_not_answer_is_asked_again(self, practice):
        freshness.ask_portion()
        type(practice).objects.update(contact_asked_on=today() - timedelta(days=31))
        assert freshness.ask_portion() == 1

    def test_after_three_mails_without_an_answer_nobody_answers_there(self, practice):
        for _month in range(4):
            freshness.ask_portion()
            type(practice).objects.update(contact_asked_on=today() - timedelta(days=31))
        practice.refresh_from_db()
        assert Letter.objects.count() == 3
        assert practice.contact_fault

    def test_an_edit_does_not_put_the_question_off(self, practice, lucia):
        later = content(contact_name="Ana Paz", contact_email="ana@rivera.example", title="Otro título")
        actions.publish(practice, later, practice.version, by=lucia)
        assert freshness.ask_portion() == 1

    @pytest.mark.parametrize("change", [{"review_on": today() + timedelta(days=1)}, {"contact_email": ""}])
    def test_nobody_is_asked_too_early_or_without_an_address(self, practice, change):
        type(practice).objects.update(**change)
        assert freshness.ask_portion() == 0

    def test_of_what_was_withdrawn_nobody_is_asked(self, practice, lucia):
        actions.withdraw(practice, "Terminó.", by=lucia)
        assert freshness.ask_portion() == 0

    def test_what_was_confirmed_before_the_mail_went_is_not_asked(self, practice, lucia):
        freshness.ask_portion()
        freshness.confirm_contact(practice, by=lucia)
        send()
        assert mail.outbox == []
        assert Letter.objects.get().state == "dropped"


class TestAnswering:
    def test_reading_the_page_changes_nothing(self, client, practice):
        assert client.get(page(practice)).status_code == 200
        practice.refresh_from_db()
        assert practice.contact_confirmed_on is None

    def test_yes_confirms_for_a_year(self, client, practice):
        client.post(page(practice), {"answer": "yes"})
        practice.refresh_from_db()
        assert (practice.contact_confirmed_on, practice.review_on) == (today(), today() + YEAR)

    def test_no_hands_it_to_the_institution_which_is_told(self, client, practice, rivera):
        client.post(page(practice), {"answer": "no"})
        practice.refresh_from_db()
        assert practice.contact_fault
        assert Event.objects.get(verb="contact.dead").audience_ids == [rivera.pk]

    def test_opened_again_it_says_that_it_was_answered(self, client, practice):
        client.post(page(practice), {"answer": "yes"})
        assert "Ya se confirmó hoy" in client.get(page(practice)).text

    def test_twice_no_is_told_once(self, client, practice):
        for _time in range(2):
            client.post(page(practice), {"answer": "no"})
        assert Event.objects.filter(verb="contact.dead").count() == 1

    def test_who_is_no_longer_named_answers_nothing(self, client, practice, lucia):
        address = page(practice)
        later = content(contact_email="otra@rivera.example")
        actions.publish(practice, later, practice.version, by=lucia)
        assert client.post(address, {"answer": "no"}).status_code == 410
        practice.refresh_from_db()
        assert practice.contact_fault == ""

    def test_an_old_address_opens_nothing(self, client, practice, monkeypatch):
        monkeypatch.setattr(freshness, "LINK_HOLDS", timedelta(seconds=-1))
        assert client.get(page(practice)).status_code == 410

    def test_the_address_names_nobody(self, practice):
        assert "ana" not in freshness.token_of(practice)

    @pytest.mark.parametrize("token", ["nada", "WzEsIngiXQ:abc", "%00"])
    def test_a_forged_address_opens_nothing(self, client, db, token):
        assert client.get(f"/contacto/{token}/").status_code == 410


class TestADeadAddress:
    def test_a_mail_that_comes_back_hands_it_to_the_institution(self, practice):
        freshness.ask_portion()
        send()
        delivery.bounced(Letter.objects.get(), "550 5.1.1 no such user")
        practice.refresh_from_db()
        assert practice.contact_fault == "Los correos a esa dirección son devueltos."
        assert freshness.ask_portion() == 0

    def test_its_people_are_told_in_words_and_not_in_those_of_a_mail_server(self, practice):
        freshness.came_back(practice.pk, "ana@rivera.example", "550 5.1.1 <ana@rivera.example>: no such user")
        event = Event.objects.get(verb="contact.dead")
        assert wording.title(event) == (
            "Ya nadie responde por su ficha «Ferias sin restos: compostaje en la misma feria»: indique otro contacto"
        )
        assert list(words_at([event.data["says"]]).values()) == ["Los correos a esa dirección son devueltos."]

    def test_readers_see_that_the_institution_answers(self, client, practice, rivera):
        freshness.came_back(practice.pk, "ana@rivera.example", "550 5.1.1 no such user")
        html = client.get(f"/soluciones/{practice.pk}/").text
        assert "ya no responde" in html
        assert "550" not in html

    def test_its_people_read_of_which_address_it_is_said(self, client, practice, rivera, lucia):
        rivera.email = "intendencia@rivera.example"
        rivera.save()
        freshness.came_back(practice.pk, "ana@rivera.example", "550 5.1.1 no such user")
        client.force_login(lucia)
        said = 'ana@rivera.example · <span lang="es">Los correos a esa dirección son devueltos.</span>'
        assert said in client.get(f"/pt-br/soluciones/{practice.pk}/").text

    def test_a_late_one_does_not_touch_the_contact_named_since(self, practice, lucia):
        freshness.ask_portion()
        send()
        later = content(contact_email="otra@rivera.example")
        actions.publish(practice, later, practice.version, by=lucia)
        delivery.bounced(Letter.objects.get(), "550 5.1.1 no such user")
        practice.refresh_from_db()
        assert practice.contact_fault == ""

    def test_it_is_not_confirmed_until_another_is_named(self, practice, lucia):
        freshness.came_back(practice.pk, "ana@rivera.example", "550")
        with pytest.raises(NotNow):
            freshness.confirm_contact(practice, by=lucia)

    def test_another_contact_begins_anew(self, practice, lucia):
        freshness.came_back(practice.pk, "ana@rivera.example", "550")
        practice.refresh_from_db()
        later = content(contact_email="otra@rivera.example")
        fresh = actions.publish(practice, later, practice.version, by=lucia)
        assert (fresh.contact_fault, fresh.review_on) == ("", today() + YEAR)


class TestTheCard:
    def test_says_when_it_is_looked_at_again(self, client, practice):
        due(practice, -30)
        assert "Se revisa de nuevo el" in client.get(f"/soluciones/{practice.pk}/").text

    def test_names_no_day_that_is_past_and_none_when_nobody_is_asked(self, client, practice):
        due(practice)
        assert "Se revisa de nuevo" not in page_text(client, practice)
        freshness.came_back(practice.pk, practice.contact_email, "550")
        practice.refresh_from_db()
        due(practice, days=-9)
        assert "Se revisa de nuevo" not in page_text(client, practice)

    def test_without_an_address_there_is_nothing_to_confirm(self, client, rivera, lucia):
        assert "Todavía sin confirmar" not in page_text(client, publish(rivera, lucia))

    def test_one_of_which_nobody_said_anything_for_long_says_so(self, client, practice):
        due(practice, 200)
        type(practice).objects.update(updated_at=timezone.now() - timedelta(days=600))
        assert "Quizás desactualizada" in client.get(f"/soluciones/{practice.pk}/").text

    def test_the_persons_name_is_for_members(self, client, practice, joana):
        assert "Ana Paz" not in client.get(f"/soluciones/{practice.pk}/").text
        client.force_login(joana)
        assert "Ana Paz" in client.get(f"/soluciones/{practice.pk}/").text


def page_text(client, practice):
    return client.get(practice.get_absolute_url()).text


def test_what_a_mail_server_said_before_is_told_in_words(practice):
    Practice.objects.filter(pk=practice.pk).update(contact_fault="550 5.1.1 <ana@rivera.example>: no such user")
    before = import_module("enlacesur.practices.migrations.0019_reasons_stay_where_they_were_said")
    with connection.cursor() as cursor:
        cursor.execute(before.ANSWERS_TO_WORDS)
    practice.refresh_from_db()
    assert practice.contact_fault == "Los correos a esa dirección son devueltos."
