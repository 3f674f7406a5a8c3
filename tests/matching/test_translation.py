from datetime import timedelta

import pytest
from django.utils import timezone

from enlacesur.matching import index, translation
from enlacesur.matching import reasons as why
from enlacesur.matching.match import Wanted, match
from enlacesur.matching.models import Translation
from enlacesur.matching.search import Search, search
from tests.matching.conftest import card

pytestmark = pytest.mark.django_db


def translate(text, source, target):
    (said,) = translation.translations([text], source, target)
    return said


@pytest.mark.parametrize("program", ["", "/nowhere/apertium"])
def test_without_a_translator_there_is_none(settings, program):
    settings.TRANSLATOR = program
    assert not translation.is_installed()
    assert translate("la feria", "es", "pt") is None


def test_the_text_goes_through_the_program(apertium):
    apertium('echo "$2:"; cat')
    assert translation.is_installed()
    assert translate("la feria", "es", "pt") == "es-pt_BR:\nla feria"
    assert translate("a feira", "pt", "es") == "pt-es:\na feira"


def test_many_texts_go_through_it_in_one_call(apertium, tmp_path):
    apertium(f"echo x >> {tmp_path}/calls; tr a-z A-Z")
    assert translation.translations(["feria", "", "barrio\nalto"], "es", "pt") == ["FERIA", None, "BARRIO\nALTO"]
    assert (tmp_path / "calls").read_text() == "x\n"


def test_very_many_go_in_portions(apertium, tmp_path, monkeypatch):
    apertium(f"echo x >> {tmp_path}/calls; cat")
    monkeypatch.setattr(translation, "PORTION", 10)
    texts = [f"la feria {number}" for number in range(5)]
    assert translation.translations(texts, "es", "pt") == texts
    assert (tmp_path / "calls").read_text() == "x\n" * 5


def test_a_translator_that_loses_count_of_the_texts_gets_them_one_by_one(apertium):
    apertium("tr -d '\\247' | tr -d '\\302'")
    assert translation.translations(["feria", "barrio"], "es", "pt") == ["feria", "barrio"]


def test_a_text_is_translated_once_and_kept_for_all_processes(apertium, tmp_path):
    apertium(f"echo x >> {tmp_path}/calls; cat")
    assert translate("la feria", "es", "pt") == translate("la feria", "es", "pt") == "la feria"
    assert (tmp_path / "calls").read_text() == "x\n"
    assert Translation.objects.get().text == "la feria"


def test_each_direction_is_kept_apart(apertium):
    apertium('echo "$2"')
    assert translate("feria", "es", "pt") == "es-pt_BR"
    assert translate("feria", "pt", "es") == "pt-es"


def test_old_translations_are_forgotten_when_the_index_is_built_anew(make_index):
    Translation.objects.create(digest="new", text="feira")
    Translation.objects.create(digest="old", text="feira")
    Translation.objects.filter(digest="old").update(made_at=timezone.now() - timedelta(days=181))
    make_index()
    assert [kept.digest for kept in Translation.objects.all()] == ["new"]


def test_keeping_costs_the_same_for_one_text_and_for_three(apertium, django_assert_num_queries):
    apertium("cat")
    for texts in (["uno"], ["dos", "tres", "cuatro"]):
        with django_assert_num_queries(2):
            translation.translations(texts, "es", "pt")


def test_a_translator_that_hangs_is_not_waited_for(apertium, monkeypatch):
    apertium("exec sleep 30")
    monkeypatch.setattr(translation, "TIMEOUT", 0.3)
    assert translate("la feria", "es", "pt") is None


def test_one_that_hangs_in_the_middle_leaves_what_it_said_before(apertium, monkeypatch, tmp_path):
    apertium(f"test -e {tmp_path}/once && exec sleep 30; touch {tmp_path}/once; cat")
    monkeypatch.setattr(translation, "TIMEOUT", 0.5)
    monkeypatch.setattr(translation, "PORTION", 6)
    assert translation.translations(["feria", "barrio", "plaza"], "es", "pt") == ["feria", None, None]


def test_a_translator_that_fails_says_nothing_and_is_asked_again(apertium):
    apertium("exit 3")
    assert translate("la feria", "es", "pt") is None
    apertium("cat")
    assert translate("la feria", "es", "pt") == "la feria"


def test_a_translator_that_does_not_even_say_what_it_knows_counts_as_none(apertium, monkeypatch):
    apertium("cat")
    monkeypatch.setattr(translation, "TIMEOUT", 0)
    assert not translation.is_installed()
    assert translate("la feria", "es", "pt") is None


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("", "es", "pt"),
        (" ", "es", "pt"),
        ("la feria", "es", "en"),
        ("la feria", "es", "es"),
        ("x" * 90_000, "es", "pt"),
    ],
)
def test_what_it_cannot_do_is_left(apertium, text, source, target):
    apertium("cat")
    assert translate(text, source, target) is None


def test_control_characters_do_not_reach_it(apertium):
    apertium("cat")
    assert translate("la\x00 feria", "es", "pt") == "la  feria"


class TestInTheIndex:
    """The translator of these tests knows one word, that no glossary and no likeness would tell."""

    CARD = card(1, "Usina de entulho. O entulho vira brita.", language="pt", country="BR")

    @pytest.fixture(autouse=True)
    def index_of_one_card(self, apertium, make_index):
        apertium("sed -e s/entulho/escombros/g -e s/brita/ripio/")
        make_index(self.CARD)

    def test_a_word_that_only_the_translation_has_is_found(self):
        (found,) = match(Wanted(text="escombros y ripio"))
        assert found.key == "solution:1"

    def test_and_is_told_as_what_it_is(self):
        (found,) = match(Wanted(text="escombros y ripio"))
        assert why.SharedInTranslation(("escombros", "ripio")) in found.reasons

    def test_searches_find_by_it_too(self):
        assert search(Search(text="escombros")).total == 1

    def test_the_hit_shows_the_text_as_it_was_written(self):
        (hit,) = search(Search(text="escombros")).hits
        assert "escombros" not in "".join(text for text, _hit in hit.title + hit.snippet)

    def test_a_new_document_is_translated_when_it_comes(self, shelf):
        shelf.put(card(2, "Entulho. Vira brita.", language="pt"))
        index.write(index.current_folder(), {"solution": {2}}, {"solution": {2: shelf.documents["solution:2"]}})
        assert search(Search(text="ripio")).total == 2

    def test_look_alikes_that_the_translator_leaves_are_not_found_by_it(self, make_index):
        make_index(card(3, "Vereda ecológica. Caminho na mata.", language="pt"))
        assert search(Search(text="vereda", language="es")).total == 0
