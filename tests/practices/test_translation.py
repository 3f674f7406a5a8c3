"""A card in another language: the institution's own words before the translator's."""

import re
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied

from enlacesur.core.states import NotNow
from enlacesur.matching.documents import fetch
from enlacesur.practices import actions, translating
from tests.factories.practices import begin, content, publish

pytestmark = pytest.mark.django_db

TEXTS = {
    "title": "Feiras sem restos",
    "summary": "Os feirantes separam o que não vendem.",
    "problem": "Cada feira deixava restos.",
    "done": "Fez-se um acordo.",
    "results": "Funciona em 31 feiras.",
}

SENT = TEXTS | {"figures": "feiras, das 34 da cidade", "version": 1, "read": "on"}


@pytest.fixture
def practice(rivera, lucia):
    return publish(rivera, lucia)


@pytest.fixture
def translated(practice, lucia):
    translating.translate(practice, "pt", TEXTS, practice.version, read=True, by=lucia)
    return practice


def page(client, practice, query=""):
    return client.get(f"/pt-br/soluciones/{practice.pk}/{query}").text


class TestReading:
    def test_readers_of_that_language_get_it_by_itself(self, client, translated):
        html = page(client, translated)
        assert "Feiras sem restos" in html
        assert "Traduzido pela instituição." in html

    def test_the_original_is_one_tap_away(self, client, translated):
        assert 'href="?original=1"' in page(client, translated)
        assert "Ferias sin restos" in page(client, translated, "?original=1")

    def test_readers_of_the_cards_language_get_the_card(self, client, translated):
        assert "Feiras sem restos" not in client.get(f"/soluciones/{translated.pk}/").text

    def test_one_that_is_older_than_the_card_says_so(self, client, translated, lucia):
        actions.publish(translated, content(title="Otro título"), translated.version, by=lucia)
        assert "o original mudou depois" in page(client, translated)

    def test_what_was_not_translated_is_empty_and_not_mixed(self, client, rivera, lucia):
        practice = publish(rivera, lucia, lessons="Empezar por una sola feria.")
        translating.translate(practice, "pt", TEXTS, 1, read=True, by=lucia)
        assert "Empezar por una sola feria." not in page(client, practice)


class TestTheIndex:
    def test_it_takes_the_institutions_own_words(self, translated):
        document = fetch("solution", [translated.pk])[translated.pk]
        assert document.translated.startswith("Feiras sem restos")

    def test_unless_they_are_of_an_older_version(self, translated, lucia):
        actions.publish(translated, content(title="Otro título"), translated.version, by=lucia)
        assert fetch("solution", [translated.pk])[translated.pk].translated == ""


class TestWriting:
    @pytest.mark.parametrize("who", ["joana", "stranger", "secretary"])
    def test_others_cannot(self, practice, who, request):
        with pytest.raises(PermissionDenied):
            translating.translate(practice, "pt", TEXTS, 1, read=True, by=request.getfixturevalue(who))

    def test_a_draft_has_none(self, rivera, lucia):
        with pytest.raises(NotNow):
            translating.translate(begin(rivera, lucia), "pt", TEXTS, 1, read=True, by=lucia)

    def test_its_own_language_is_none(self, practice, lucia):
        with pytest.raises(NotNow):
            translating.translate(practice, "es", TEXTS, 1, read=True, by=lucia)

    def test_twice_is_the_newer_one(self, translated, lucia):
        translating.translate(translated, "pt", TEXTS | {"title": "Feira limpa"}, 1, read=True, by=lucia)
        assert translated.translations.get().texts["title"] == "Feira limpa"


class TestLines:
    """What is needed, and the figures: the same in number, said in the other language."""

    @pytest.fixture
    def practice(self, rivera, lucia):
        return publish(rivera, lucia, requirements=["Un camión", "Una ordenanza"])

    LINES = {"requirements": ["Um caminhão", "Uma lei"], "figures": [["31", "feiras, das 34 da cidade"]]}

    def test_readers_get_them_in_their_language(self, client, practice, lucia):
        translating.translate(practice, "pt", TEXTS | self.LINES, 1, read=True, by=lucia)
        html = page(client, practice)
        assert "Um caminhão" in html
        assert "feiras, das 34 da cidade" in html
        assert "Un camión" not in html

    def test_where_they_were_not_translated_those_of_the_card_are_shown_as_such(self, client, practice, lucia):
        translating.translate(practice, "pt", TEXTS, 1, read=True, by=lucia)
        assert '<ul lang="es"><li>Un camión</li>' in page(client, practice)

    def test_the_translator_says_them_and_leaves_the_numbers(self, apertium, client, practice):
        apertium("tr a-z A-Z")
        html = page(client, practice, "?traducir=1")
        assert "UN CAMIóN" in html
        assert "<dt>FERIAS, DE LAS 34 DE LA CIUDAD</dt><dd>31</dd>" in html

    def test_the_index_takes_them(self, practice, lucia):
        translating.translate(practice, "pt", TEXTS | self.LINES, 1, read=True, by=lucia)
        assert fetch("solution", [practice.pk])[practice.pk].translated.endswith("Uma lei\nfeiras, das 34 da cidade")

    def test_the_page_takes_as_many_as_the_card_has(self, client, practice, lucia):
        client.force_login(lucia)
        sent = TEXTS | {"version": 1, "read": "on", "requirements": "Um caminhão", "figures": "feiras"}
        answer = client.post(f"/soluciones/{practice.pk}/traduccion/pt/", sent)
        assert "El original tiene 2 líneas: escriba otras tantas." in answer.text
        client.post(f"/soluciones/{practice.pk}/traduccion/pt/", sent | {"requirements": "Um caminhão\r\nUma lei"})
        assert practice.translations.get().texts["requirements"] == ["Um caminhão", "Uma lei"]
        assert practice.translations.get().texts["figures"] == [["31", "feiras"]]


MARK = "Tal como lo dejó la máquina"


class TestReadByAPerson:
    """The translator makes a beginning; nothing goes out unread."""

    @pytest.fixture(autouse=True)
    def shouting(self, apertium):
        apertium("tr a-z A-Z")

    def texts(self, practice, **changes):
        shown = translating.by_machine(practice, "pt").texts
        sent = {name: "\n".join(translating.pieces_of(name, value)) for name, value in shown.items() if value}
        return sent | {"version": 1} | changes

    def test_it_is_not_published_unread(self, client, practice, lucia):
        client.force_login(lucia)
        answer = client.post(f"/soluciones/{practice.pk}/traduccion/pt/", self.texts(practice))
        assert answer.status_code == 422
        assert "Diga que la leyó: la traducción sale con el nombre de su institución." in answer.text
        assert not practice.translations.exists()

    def test_nor_by_the_action(self, practice, lucia):
        with pytest.raises(NotNow):
            translating.translate(practice, "pt", TEXTS, 1, read=False, by=lucia)

    def test_as_it_is_when_it_was_read(self, client, practice, lucia):
        client.force_login(lucia)
        assert (
            client.post(f"/soluciones/{practice.pk}/traduccion/pt/", self.texts(practice, read="on")).status_code == 302
        )
        assert practice.translations.get().texts["title"].startswith("FERIAS SIN RESTOS")

    def test_each_text_is_marked_until_it_is_edited(self, client, practice, lucia):
        client.force_login(lucia)
        fresh = client.get(f"/soluciones/{practice.pk}/traduccion/pt/").text
        assert fresh.count(MARK) == 6  # title, summary, problem, what was done, results, figures
        edited = client.post(f"/soluciones/{practice.pk}/traduccion/pt/", self.texts(practice, title="Feiras")).text
        assert edited.count(MARK) == 5

    def test_what_was_read_and_published_is_not_marked(self, client, practice, lucia):
        client.force_login(lucia)
        client.post(f"/soluciones/{practice.pk}/traduccion/pt/", self.texts(practice, read="on"))
        assert MARK not in client.get(f"/soluciones/{practice.pk}/traduccion/pt/").text

    def test_a_text_that_the_card_has_got_since_is_begun_by_the_translator(self, client, translated, lucia):
        actions.publish(translated, content(lessons="Empezar por una."), 1, by=lucia)
        client.force_login(lucia)
        html = client.get(f"/soluciones/{translated.pk}/traduccion/pt/").text
        assert "EMPEZAR POR UNA." in html
        assert "Feiras sem restos" in html

    def test_a_text_that_the_card_has_changed_since_says_so(self, client, translated, lucia):
        actions.publish(translated, content(title="Otro título"), 1, by=lucia)
        client.force_login(lucia)
        assert client.get(f"/soluciones/{translated.pk}/traduccion/pt/").text.count("Cambió desde entonces") == 1


class TestThePage:
    def test_it_publishes(self, client, practice, lucia):
        client.force_login(lucia)
        answer = client.post(f"/soluciones/{practice.pk}/traduccion/pt/", SENT)
        assert answer.status_code == 302
        assert practice.translations.get().language == "pt"

    def test_each_text_is_needed_and_nothing_is_lost(self, client, practice, lucia):
        client.force_login(lucia)
        answer = client.post(f"/soluciones/{practice.pk}/traduccion/en/", SENT | {"done": ""})
        assert answer.status_code == 422
        assert "Feiras sem restos" in answer.text

    def test_the_original_stands_beside_each_field(self, client, practice, lucia):
        client.force_login(lucia)
        assert "Cada feria dejaba entre 300" in client.get(f"/soluciones/{practice.pk}/traduccion/pt/").text

    def test_what_a_colleague_published_meanwhile_stays_or_stands_beside(self, client, translated, lucia, ramon):
        client.force_login(lucia)
        path = f"/soluciones/{translated.pk}/traduccion/pt/"
        sheet = unescape(re.search(r'name="sheet" value="([^"]*)"', client.get(path).text)[1])
        theirs = TEXTS | {"title": "O título de Ramón", "problem": "Sobrava fruta."}
        translating.translate(translated, "pt", theirs, 1, read=True, by=ramon)
        page = client.post(path, SENT | {"title": "O título de Lucía", "sheet": sheet})
        assert page.status_code == 422
        assert 'value="O título de Lucía"' in page.text
        assert "Ramón Acosta escribió" in page.text
        assert "Sobrava fruta.</textarea>" in page.text
        assert translated.translations.get().texts["title"] == "O título de Ramón"

    @pytest.mark.parametrize("language", ["es", "fr", "xx"])
    def test_other_languages_do_not_exist(self, client, practice, lucia, language):
        client.force_login(lucia)
        assert client.get(f"/soluciones/{practice.pk}/traduccion/{language}/").status_code == 404
