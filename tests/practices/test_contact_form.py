"""Anybody asks something of who answers for a card, and is not shown the address."""

import pytest
from django.core import mail

from enlacesur.notifications import delivery
from enlacesur.practices import actions, freshness
from enlacesur.practices.models import ContactMessage
from tests.factories.network import PersonFactory, affiliate
from tests.factories.practices import publish

pytestmark = pytest.mark.django_db
QUESTION = {"name": "Inés Prado", "email": "ines@prensa.example", "text": "¿Cuánto costó la compostera?"}


@pytest.fixture
def practice(rivera, lucia):
    return publish(rivera, lucia, contact_email="ana@rivera.example")


def ask(client, practice, **changes):
    return client.post(f"/soluciones/{practice.pk}/contacto/", QUESTION | changes)


def sent():
    while delivery.deliver():
        pass
    return mail.outbox


def test_the_question_goes_to_the_contact_and_the_answer_to_who_asked(client, practice):
    assert ask(client, practice).status_code == 302
    (message,) = sent()
    assert message.to == ["ana@rivera.example"]
    assert message.reply_to == ["ines@prensa.example"]
    assert "¿Cuánto costó la compostera?" in message.body


def test_the_address_is_nowhere_on_the_page(client, practice):
    assert "ana@rivera.example" not in client.get(f"/soluciones/{practice.pk}/contacto/").text
    assert "ana@rivera.example" not in client.get(f"/soluciones/{practice.pk}/").text


def test_html_arrives_as_text(client, practice):
    ask(client, practice, text="<script>alert(1)</script>")
    (message,) = sent()
    html, _kind = message.alternatives[0]
    assert "<script>" not in html


@pytest.mark.parametrize("name", ["Inés\nBcc: x@y.example", "Inés\r\nX: y"])
def test_no_header_is_smuggled_in(client, practice, name):
    ask(client, practice, name=name)
    (message,) = sent()
    assert "\n" not in message.subject
    assert message.bcc == []


@pytest.mark.parametrize("missing", ["name", "email", "text"])
def test_what_is_missing_is_said_and_the_rest_stays(client, practice, missing):
    answer = ask(client, practice, **{missing: ""})
    assert answer.status_code == 422
    assert (QUESTION["text"] in answer.text) == (missing != "text")


def test_what_fills_in_the_hidden_field_is_not_sent(client, practice):
    ask(client, practice, website="https://spam.example")
    assert not ContactMessage.objects.exists()


def test_a_sixth_question_of_one_day_waits(client, practice):
    for _number in range(5):
        ask(client, practice)
    assert ask(client, practice).status_code == 422
    assert ContactMessage.objects.count() == 5


def test_when_the_contact_is_gone_it_goes_to_the_institution(client, practice, rivera):
    rivera.email = "intendencia@rivera.example"
    rivera.save()
    freshness.came_back(practice.pk, "ana@rivera.example", "550")
    ask(client, practice)
    assert [message.to for message in sent()] == [["intendencia@rivera.example"]]


def test_an_institution_without_an_address_is_reached_by_who_represents_it(client, practice, rivera):
    affiliate(PersonFactory(email="representante@rivera.example"), rivera, role="representative")
    freshness.came_back(practice.pk, "ana@rivera.example", "550")
    page = client.get(f"/soluciones/{practice.pk}/contacto/").text
    assert "representante@rivera.example" not in page
    ask(client, practice)
    assert [message.to for message in sent()] == [["representante@rivera.example"]]


def test_and_by_whoever_acts_for_it_where_nobody_does(client, practice, lucia):
    freshness.came_back(practice.pk, "ana@rivera.example", "550")
    ask(client, practice)
    assert [message.to for message in sent()] == [[lucia.email]]


def test_without_anybody_nothing_is_offered(client, rivera, lucia):
    practice = publish(rivera, lucia)
    assert "no hay nadie" in client.get(f"/soluciones/{practice.pk}/contacto/").text
    assert ask(client, practice).status_code == 422


def test_of_a_withdrawn_card_nothing_is_asked(client, practice, lucia):
    actions.withdraw(practice, "Terminó.", by=lucia)
    assert ask(client, practice).status_code == 422
