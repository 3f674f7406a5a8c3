from pathlib import Path

import allauth
import pytest
from babel.messages.pofile import read_po
from django.core import mail

from enlacesur.accounts import wording

pytestmark = pytest.mark.django_db


def ask_for_a_code(client, address):
    return client.post("/cuenta/login/code/", {"email": address}, follow=True).content.decode()


def test_the_page_that_asks_for_the_code_says_usted(client, ramon):
    page = ask_for_a_code(client, ramon.email)
    assert "Escriba el código para ingresar" in page
    assert "introdúcelo" not in page


def test_the_mail_with_the_code_is_in_the_words_of_this_platform(client, ramon):
    ask_for_a_code(client, ramon.email)
    [message] = mail.outbox
    assert "Este es su código para ingresar." in message.body
    assert "Si no lo pidió usted, no hace falta que haga nada." in message.body


def test_the_mail_comes_from_the_platform_and_its_subject_holds_the_code(client, ramon, settings):
    settings.SITE_URL = "https://enlace.example"
    ask_for_a_code(client, ramon.email)
    [message] = mail.outbox
    assert message.subject.endswith(" es su código para Enlace Sur")
    assert message.subject.split()[0] in message.body
    assert "¡Hola de parte de Enlace Sur!" in message.body
    assert "https://enlace.example" in message.body
    assert "testserver" not in message.body


def test_who_opens_an_account_gets_the_code_the_same_way(client, db):
    client.post("/cuenta/signup/", {"name": "Nora", "email": "nora@ciudad.example", "password1": ""})
    [message] = mail.outbox
    assert message.subject.endswith(" es su código para Enlace Sur")
    assert message.subject.split()[0] in message.body


def test_every_sentence_said_anew_is_one_that_the_library_says():
    path = Path(allauth.__file__).parent / "locale/es/LC_MESSAGES/django.po"
    with path.open("rb") as file:
        known = {message.id for message in read_po(file)}
    assert [sentence for sentence in (*wording.PAGES, *wording.MAILS) if sentence not in known] == []
