"""A need, a strength or an adaptation that two colleagues change at once."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from enlacesur.exchange.actions import offer_help
from enlacesur.exchange.models import Need
from tests.client import SuspiciousClient
from tests.factories.exchange import offer_strength, post


def opened(person, path):
    client = SuspiciousClient()
    client.force_login(person)
    return client, sheet_in(client.get(path))


def sheet_in(page):
    return html.unescape(re.search(r'name="sheet" value="([^"]*)"', page.text)[1])


def sent(need, **changes):
    row = {"title": need.title, "text": need.text, "language": "es", "visibility": "public"}
    return {name: value for name, value in (row | changes).items() if value}


@pytest.fixture
def need(rivera, lucia):
    return post(rivera, lucia)


@pytest.fixture
def path(need):
    return f"/necesidades/{need.pk}/editar/"


@pytest.fixture
def both(need, path, lucia, ramon):
    return opened(lucia, path), opened(ramon, path)


def test_each_in_another_field_loses_nothing(need, path, both):
    (hers, her_sheet), (his, his_sheet) = both
    hers.post(path, sent(need, title="El título de Lucía", sheet=her_sheet))
    his.post(path, sent(need, text="El texto de Ramón, con sus palabras.", sheet=his_sheet))
    need = Need.objects.get()
    assert (need.title, need.text) == ("El título de Lucía", "El texto de Ramón, con sus palabras.")


class TestInOneField:
    @pytest.fixture
    def answer(self, need, path, both):
        (hers, her_sheet), (his, his_sheet) = both
        hers.post(path, sent(need, title="El título de Lucía", sheet=her_sheet))
        return his.post(path, sent(need, title="El título de Ramón", sheet=his_sheet))

    def test_the_second_keeps_his_words_and_sees_hers(self, answer):
        assert 'value="El título de Ramón"' in answer.text
        assert "Lucía Olivera escribió" in answer.text
        assert "El título de Lucía" in answer.text
        assert Need.objects.get().title == "El título de Lucía"

    def test_whose_words_they_are_is_not_confused_with_who_did_something_else(self, need, path, both, canoas, joana):
        (hers, her_sheet), (his, his_sheet) = both
        hers.post(path, sent(need, title="El título de Lucía", sheet=her_sheet))
        offer_help(need, canoas, "Lo hicimos en 2019.", by=joana)
        page = his.post(path, sent(need, title="El título de Ramón", sheet=his_sheet)).text
        assert "Lucía Olivera escribió" in page

    def again(self, answer, need, path, both, **changes):
        self.sent_again(answer, need, path, both, **changes)
        return Need.objects.get().title

    def sent_again(self, answer, need, path, both, **changes):
        return both[1][0].post(path, sent(need, title="El título de Ramón", sheet=sheet_in(answer), **changes))

    def test_he_saves_his_knowingly(self, answer, need, path, both):
        assert self.again(answer, need, path, both) == "El título de Ramón"

    def test_or_takes_hers(self, answer, need, path, both):
        assert self.again(answer, need, path, both, **{"beside-title": "theirs"}) == "El título de Lucía"

    def test_but_not_what_she_has_made_of_it_since(self, answer, need, path, both):
        hers, _old = both[0]
        hers.post(path, sent(need, title="Otro título de Lucía", sheet=sheet_in(hers.get(path))))
        page = self.sent_again(answer, need, path, both, **{"beside-title": "theirs"})
        assert Need.objects.get().title == "Otro título de Lucía"
        assert "Otro título de Lucía" in page.text
        assert 'value="El título de Ramón"' in page.text


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_the_second_sees_what_the_first_wrote(need, path, both):
    moment = Barrier(2)

    def save(title, client, sheet):
        moment.wait(5)
        try:
            return client.post(path, sent(need, title=title, sheet=sheet))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(save, ["El título de Lucía", "El título de Ramón"], *zip(*both, strict=True)))
    [later] = [answer for answer in answers if answer.status_code == 422]
    assert "El título de Lucía" in later.text
    assert "El título de Ramón" in later.text


def test_so_it_is_with_a_strength(canoas, joana):
    strength = offer_strength(canoas, joana)
    path = f"/fortalezas/{strength.pk}/editar/"
    (one, first), (other, second) = opened(joana, path), opened(joana, path)
    fields = {"title": strength.title, "language": "pt", "modalities": strength.modalities, "per_year": "2"}
    one.post(path, fields | {"text": "Lo que se escribió en la primera ventana.", "sheet": first})
    page = other.post(path, fields | {"text": "Lo que se escribió en la segunda ventana.", "sheet": second}).text
    assert "primera ventana" in page
    assert "segunda ventana.</textarea>" in page
