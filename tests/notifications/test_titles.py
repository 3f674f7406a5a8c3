"""What an institution says of its card in the reader's language is told in its words, and not in a machine's."""

import pytest

from enlacesur.matching import index
from enlacesur.matching.match import documents_with
from enlacesur.notifications import actions
from enlacesur.practices import actions as practices
from enlacesur.practices.translating import translate
from tests.factories.notifications import all_goes_out, fan_out
from tests.factories.practices import content, publish

IN_PORTUGUESE = {"title": "Feiras sem resíduos", "summary": "Os feirantes separam tudo na barraca."}


@pytest.fixture
def card(rivera, lucia):
    return publish(rivera, lucia, title="Ferias sin residuos")


@pytest.fixture
def said(apertium, card, lucia):
    """Also where a translator stands by."""
    apertium("tr a-z A-Z")
    translate(card, "pt", IN_PORTUGUESE, card.version, read=True, by=lucia)
    return card


@pytest.fixture
def page(client, reader):
    def page(address="/pt-br/buzon/", person=reader):
        client.force_login(person)
        fan_out()
        return client.get(address).content.decode()

    return page


def test_the_inbox_tells_its_title_and_its_summary(said, page):
    assert "Feiras sem resíduos" in page()
    assert "<p>Os feirantes separam tudo na barraca.</p>" in page()
    assert "Tradução automática" not in page()


def test_a_page_in_the_language_of_the_card_tells_the_card(said, page):
    assert "Ferias sin residuos" in page("/buzon/")
    assert "Feiras" not in page("/buzon/")


def test_a_mail_tells_them_and_begins_with_the_title(said, smtp, reader):
    all_goes_out()
    [mail] = smtp.got
    assert "Feiras sem resíduos" in mail.subject
    for form in (mail.text, mail.html):
        assert "Feiras sem resíduos" in form
        assert "Os feirantes separam tudo na barraca." in form


def test_so_does_the_feed(said, client, reader):
    actions.new_feed_key(reader)
    fan_out()
    assert "Feiras sem resíduos" in client.get(f"/privado/{reader.preferences.feed_key}/avisos.atom").content.decode()


def test_what_was_translated_before_the_card_changed_is_not_told(said, rivera, lucia, page):
    practices.publish(said, content(title="Ferias nuevas"), said.version, by=lucia)
    assert "Ferias nuevas" in page()
    assert "Feiras" not in page()


def test_a_translation_without_a_summary_is_none(card, page, lucia):
    translate(card, "pt", {"title": "Feiras sem resíduos"}, card.version, read=True, by=lucia)
    assert "Ferias sin residuos" in page()


def test_the_index_tells_it_too(said, page):
    index.rebuild()
    [document] = documents_with([f"solution:{said.pk}"])
    assert document.title_in("pt-br") == "Feiras sem resíduos"
    assert "Feiras sem resíduos" in page()


def test_no_translation_changes_nothing(card, page):
    assert "Ferias sin residuos" in page()
