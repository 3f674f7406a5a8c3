"""A card in another language: the institution's own words before the translator's."""

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


@pytest.fixture
def practice(rivera, lucia):
    return publish(rivera, lucia)


@pytest.fixture
def translated(practice, lucia):
    translating.translate(practice, "pt", TEXTS, practice.version, by=lucia)
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
        translating.translate(practice, "pt", TEXTS, 1, by=lucia)
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
            translating.translate(practice, "pt", TEXTS, 1, by=request.getfixturevalue(who))

    def test_a_draft_has_none(self, rivera, lucia):
        with pytest.raises(NotNow):
            translating.translate(begin(rivera, lucia), "pt", TEXTS, 1, by=lucia)

    def test_its_own_language_is_none(self, practice, lucia):
        with pytest.raises(NotNow):
            translating.translate(practice, "es", TEXTS, 1, by=lucia)

    def test_twice_is_the_newer_one(self, translated, lucia):
        translating.translate(translated, "pt", TEXTS | {"title": "Feira limpa"}, 1, by=lucia)
        assert translated.translations.get().texts["title"] == "Feira limpa"


class TestThePage:
    def test_it_publishes(self, client, practice, lucia):
        client.force_login(lucia)
        answer = client.post(f"/soluciones/{practice.pk}/traduccion/pt/", TEXTS | {"version": 1})
        assert answer.status_code == 302
        assert practice.translations.get().language == "pt"

    def test_each_text_is_needed_and_nothing_is_lost(self, client, practice, lucia):
        client.force_login(lucia)
        answer = client.post(f"/soluciones/{practice.pk}/traduccion/en/", TEXTS | {"version": 1, "done": ""})
        assert answer.status_code == 422
        assert "Feiras sem restos" in answer.text

    def test_the_original_stands_beside_each_field(self, client, practice, lucia):
        client.force_login(lucia)
        assert "Cada feria dejaba entre 300" in client.get(f"/soluciones/{practice.pk}/traduccion/pt/").text

    @pytest.mark.parametrize("language", ["es", "fr", "xx"])
    def test_other_languages_do_not_exist(self, client, practice, lucia, language):
        client.force_login(lucia)
        assert client.get(f"/soluciones/{practice.pk}/traduccion/{language}/").status_code == 404
