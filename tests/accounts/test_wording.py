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


def test_every_sentence_said_anew_is_one_that_the_library_says():
    path = Path(allauth.__file__).parent / "locale/es/LC_MESSAGES/django.po"
    with path.open("rb") as file:
        known = {message.id for message in read_po(file)}
    assert [sentence for sentence in (*wording.PAGES, *wording.MAILS) if sentence not in known] == []
