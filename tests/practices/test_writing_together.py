"""One draft, several windows and colleagues: nothing that somebody typed is lost."""

import html
import re

import pytest

from enlacesur.core.states import NotNow
from enlacesur.practices import actions
from enlacesur.practices.models import Draft, Practice
from tests.client import SuspiciousClient
from tests.factories.practices import begin, content, fields


@pytest.fixture
def practice(rivera, lucia):
    practice = begin(rivera, lucia)
    actions.save_draft(practice, fields(), 0, by=lucia)
    return practice


class Window:
    """A form that somebody has opened."""

    def __init__(self, person, practice):
        self.client, self.practice = SuspiciousClient(), practice
        self.client.force_login(person)
        page = self.client.get(f"/soluciones/{practice.pk}/editar/").text
        self.sheet = html.unescape(re.search(r'name="sheet" value="([^"]*)"', page)[1])

    def send(self, path="editar", step="draft", **changes):
        extra = {name: changes.pop(name) for name in list(changes) if name.startswith("beside-")}
        data = fields(**changes) | {"base_version": "0", "step": step, "sheet": self.sheet} | extra
        return self.client.post(f"/soluciones/{self.practice.pk}/{path}/", data, follow=True)

    def types(self, **changes):
        return self.send("borrador", **changes).text


@pytest.fixture
def hers(practice, lucia):
    return Window(lucia, practice)


@pytest.fixture
def his(practice, ramon):
    return Window(ramon, practice)


def kept(name):
    return Draft.objects.get().fields[name]


def test_an_unpublished_card_has_one_draft_of_its_institution(hers, his):
    hers.send(results="Lo de Lucía.")
    assert "Lo de Lucía." in his.client.get(f"/soluciones/{his.practice.pk}/editar/").text
    assert Draft.objects.count() == 1


def test_two_who_write_in_different_fields_keep_both_and_are_told(hers, his):
    hers.send(results="Lo de Lucía.")
    page = his.send(lessons="Lo de Ramón.").text
    assert (kept("results"), kept("lessons")) == (["Lo de Lucía."], ["Lo de Ramón."])
    assert "Mientras tanto, Lucía Olivera escribió en: Qué resultó" in page


class TestBothWroteInOneField:
    @pytest.fixture
    def answer(self, hers, his):
        hers.send(problem="Lo de Lucía.")
        return his.send(problem="Lo de Ramón.")

    def test_the_second_sees_both_and_who_wrote_which(self, answer):
        assert answer.status_code == 409
        assert "Lo de Lucía.</textarea>" in answer.text
        assert "En el campo está lo que escribió Lucía Olivera" in answer.text
        assert "Lo de Ramón." in answer.text
        assert 'href="#id_problem_beside"' in answer.text

    def test_nothing_is_published_before_somebody_chose(self, answer, his):
        assert his.client.post(f"/soluciones/{his.practice.pk}/vista/").status_code == 422
        assert Practice.objects.get().state == "draft"

    def test_both_are_there_for_whoever_opens_it_next(self, answer, hers):
        page = hers.client.get(f"/soluciones/{hers.practice.pk}/editar/").text
        assert "Ramón Acosta escribió" in page
        assert "Lo de Ramón." in page

    def test_one_is_chosen(self, answer, ramon, practice):
        again = Window(ramon, practice)
        (waiting,) = Draft.objects.get().edits["aside"]
        page = again.send(problem="Lo de Lucía.", **{"beside-problem": waiting["sheet"]}).text
        assert kept("problem") == ["Lo de Ramón."]
        assert "_beside" not in page

    def test_or_what_stands_is_kept(self, answer, ramon, practice):
        Window(ramon, practice).send(problem="De los dos.", **{"beside-problem": "here"})
        assert kept("problem") == ["De los dos."]
        assert Draft.objects.get().edits["aside"] == []

    def test_what_was_written_since_one_was_asked_is_not_thrown_away_unseen(self, answer, his, hers, ramon, practice):
        asked = Window(ramon, practice)
        hers.types(problem="Lo de Lucía, corregido.")
        page = asked.send(problem="De los dos.", **{"beside-problem": "here"})
        assert page.status_code == 409
        assert kept("problem") == ["Lo de Lucía, corregido."]
        assert [one["values"] for one in Draft.objects.get().edits["aside"]] == [["Lo de Ramón."], ["De los dos."]]


def test_while_typing_one_is_told_and_nothing_is_lost(hers, his):
    assert "Borrador guardado a las" in hers.types(problem="Lo de Lucía.")
    said = his.types(problem="Lo de Ramón.")
    assert "también escribió en: El problema" in said
    assert f"/soluciones/{his.practice.pk}/editar/" in said
    his.types(problem="Lo de Ramón, más largo.")
    (waiting,) = Draft.objects.get().edits["aside"]
    assert (kept("problem"), waiting["values"]) == (["Lo de Lucía."], ["Lo de Ramón, más largo."])


def test_a_window_that_keeps_itself_does_not_clash_with_itself(hers):
    hers.types(problem="Uno.")
    hers.types(problem="Uno y dos.")
    assert hers.send(problem="Uno, dos y tres.").status_code == 200
    assert kept("problem") == ["Uno, dos y tres."]


def test_two_windows_of_one_person_are_two(practice, lucia):
    one, other = Window(lucia, practice), Window(lucia, practice)
    one.send(problem="En la primera.")
    page = other.send(problem="En la segunda.").text
    assert "En la primera." in page
    assert "En la segunda." in page


class TestPublishing:
    @pytest.fixture
    def seen(self, his):
        page = his.client.get(f"/soluciones/{his.practice.pk}/vista/").text
        return re.search(r'name="seen" value="([^"]*)"', page)[1]

    def publish(self, window, seen):
        return window.client.post(f"/soluciones/{window.practice.pk}/vista/", {"seen": seen}, follow=True)

    def test_what_changed_since_one_looked_is_looked_at_again(self, hers, his, seen):
        hers.send(results="Lo de Lucía.")
        page = self.publish(his, seen).text
        assert "Lo de Lucía." in page
        assert Practice.objects.get().state == "draft"

    def test_what_is_written_in_the_moment_of_publishing_is_not_thrown_away(self, hers, practice, ramon, seen):
        hers.types(results="Lo de Lucía, a último momento.")
        with pytest.raises(NotNow, match="Alguien escribió"):
            actions.publish(practice, content(), 0, seen=seen, by=ramon)
        assert kept("results") == ["Lo de Lucía, a último momento."]

    def test_what_a_colleague_published_meanwhile_is_published(self, hers, his, seen):
        self.publish(hers, seen)
        page = self.publish(his, seen).text
        assert "Un colega ya lo publicó" in page
        assert Practice.objects.get().state == "published"
        assert not Draft.objects.exists()
