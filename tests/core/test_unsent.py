"""Whoever was signed out, or whose page had grown old, gets back what they sent, and sends it again."""

import re

import pytest

from enlacesur.review.models import Evaluation
from tests.client import SuspiciousClient
from tests.factories.exchange import post
from tests.factories.review import evaluator, put_forward, under_way

HERE = {"HTTP_ORIGIN": "http://testserver"}
SAID = {"score-evidence": "4", "to_authors": "Digan cuánto costó empezar.", "submit": "1"}


@pytest.fixture
def sheet(rivera, lucia, secretary, joana, cards):
    return under_way(put_forward(rivera, lucia), secretary, evaluator(secretary, joana))


@pytest.fixture
def strict():
    """As browsers are: a form without our token is refused."""
    return SuspiciousClient(enforce_csrf_checks=True)


def token_in(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)[1]


class TestSignedOut:
    @pytest.fixture
    def answer(self, client, sheet):
        return client.post(sheet.get_absolute_url(), SAID, **HERE)

    def test_nothing_is_done_and_the_text_comes_back(self, answer, sheet):
        assert answer.status_code == 403
        assert "Digan cuánto costó empezar.</textarea>" in answer.text
        assert "Se había cerrado su sesión" in answer.text
        assert Evaluation.objects.get().to_authors == ""

    def test_all_that_was_sent_is_in_the_form_that_sends_it_again(self, answer, sheet):
        assert f'action="{sheet.get_absolute_url()}"' in answer.text
        assert '<input type="hidden" name="score-evidence" value="4">' in answer.text
        assert '<input type="hidden" name="submit" value="1">' in answer.text

    def test_it_speaks_the_language_of_the_page(self, client, sheet):
        page = client.post("/pt-br" + sheet.get_absolute_url(), SAID, **HERE).text
        assert "Sua sessão tinha sido encerrada" in page

    def test_it_is_not_kept_by_anybody(self, answer):
        assert "no-store" in answer["Cache-Control"]

    def test_a_form_that_keeps_itself_is_told_in_a_sentence(self, client, sheet):
        answer = client.post(sheet.get_absolute_url() + "borrador/", SAID, HTTP_HX_REQUEST="true")
        assert answer.status_code == 403
        assert "lo que escribe ya no se guarda" in answer.text
        assert "<html" not in answer.text

    def test_a_part_that_renews_itself_makes_the_page_lead_to_the_sign_in(self, client, sheet):
        assert client.get(sheet.get_absolute_url(), HTTP_HX_REQUEST="true").headers.get("HX-Refresh") == "true"

    def test_a_page_that_is_only_read_leads_to_the_sign_in(self, client, sheet):
        assert client.get(sheet.get_absolute_url()).status_code == 302


class TestAnOldPage:
    @pytest.fixture
    def answer(self, strict, sheet, joana):
        strict.force_login(joana)
        return strict.post(sheet.get_absolute_url(), SAID, **HERE)

    def test_the_text_comes_back_and_nothing_is_done(self, answer):
        assert answer.status_code == 403
        assert "Digan cuánto costó empezar.</textarea>" in answer.text
        assert Evaluation.objects.get().to_authors == ""

    def test_sent_again_it_arrives(self, answer, strict, sheet):
        strict.post(sheet.get_absolute_url(), SAID | {"csrfmiddlewaretoken": token_in(answer.text)}, **HERE)
        assert Evaluation.objects.get().to_authors == "Digan cuánto costó empezar."

    @pytest.mark.parametrize("origin", [{}, {"HTTP_ORIGIN": "https://mala.example"}, {"HTTP_ORIGIN": "null"}])
    def test_what_another_site_sends_is_put_into_nobodys_mouth(self, strict, sheet, joana, origin):
        strict.force_login(joana)
        page = strict.post(sheet.get_absolute_url(), SAID, **origin).text
        assert "Digan cuánto costó" not in page
        assert f'action="{sheet.get_absolute_url()}"' not in page

    def test_no_secret_of_the_sign_in_comes_back(self, strict, db):
        said = {"login": "ana@rivera.example", "password": "una frase muy secreta"}
        page = strict.post("/cuenta/login/", said, **HERE).text
        assert "una frase muy secreta" not in page
        assert "ana@rivera.example" not in page

    def test_a_form_for_everybody_needs_no_sign_in(self, strict, sheet, rivera, lucia):
        page = strict.post("/soluciones/1/contacto/", {"text": "¿Cuánto costó la compostera?"}, **HERE).text
        assert "¿Cuánto costó la compostera?</textarea>" in page
        assert "Se había cerrado su sesión" not in page


def test_a_text_is_no_markup(client, rivera, lucia):
    need = post(rivera, lucia)
    said = {"text": '</textarea><script src="//mala"> y más', '"><b>': "x"}
    page = client.post(f"/necesidades/{need.pk}/editar/", said, **HERE).text
    assert "<script src=" not in page.split("<main")[1]
    assert '"><b>' not in page
