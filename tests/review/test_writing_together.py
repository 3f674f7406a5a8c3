"""One evaluation in two windows: nothing that was typed is lost."""

import html
import re

import pytest

from enlacesur.review.models import Evaluation
from tests.client import SuspiciousClient
from tests.factories.review import answers, evaluator, under_way


class Window:
    def __init__(self, evaluation):
        self.client, self.address = SuspiciousClient(), evaluation.get_absolute_url()
        self.client.force_login(evaluation.evaluator.person)
        self.sheet = html.unescape(re.search(r'name="sheet" value="([^"]*)"', self.client.get(self.address).text)[1])

    def send(self, path="", **changes):
        return self.client.post(self.address + path, {"sheet": self.sheet} | changes)


@pytest.fixture
def mine(assessment, secretary, joana):
    return under_way(assessment, secretary, evaluator(secretary, joana))


@pytest.fixture
def windows(mine):
    return Window(mine), Window(mine)


def kept():
    return Evaluation.objects.get()


def test_each_in_another_field_loses_nothing(windows):
    first, second = windows
    first.send("borrador/", **{"score-evidence": "4"})
    second.send("borrador/", to_authors="Digan cuánto costó.")
    assert (kept().scores, kept().to_authors) == ({"evidence": 4}, "Digan cuánto costó.")


class TestInOneField:
    @pytest.fixture
    def answer(self, windows):
        first, second = windows
        first.send(to_authors="En la primera ventana.")
        return second.send(to_authors="En la segunda ventana.")

    def test_both_are_shown_to_choose(self, answer):
        assert answer.status_code == 409
        assert "En la primera ventana.</textarea>" in answer.text
        assert "En la segunda ventana." in answer.text
        assert 'href="#id_to_authors_beside"' in answer.text

    def test_it_is_not_handed_in_before(self, answer, mine):
        whole = {name: value for name, (value,) in answers(to_authors="En la primera ventana.").sent().items()}
        page = Window(mine).send(**whole, submit="1")
        assert "Elija primero entre ellos" in page.text
        assert kept().state == "accepted"

    def test_then_one_is_chosen(self, answer, mine):
        (waiting,) = kept().edits["aside"]
        choice = {"beside-to_authors": waiting["sheet"]}
        assert Window(mine).send(to_authors="En la primera ventana.", **choice).status_code == 302
        assert kept().to_authors == "En la segunda ventana."


def test_a_window_that_keeps_itself_does_not_clash_with_itself(windows):
    for text in ("Uno.", "Uno y dos."):
        windows[0].send("borrador/", to_authors=text)
    assert windows[0].send(to_authors="Uno, dos y tres.").status_code == 302
    assert kept().to_authors == "Uno, dos y tres."
