import pytest

from enlacesur.matching.interests import matches_words, meets_words
from tests.matching.conftest import card

FEIRA = card(1, "Compostagem nas feiras livres. A cooperativa recolhe o lixo úmido.", language="pt")
HUERTA = card(2, "Huertas en escuelas. Compost y recreos.")


@pytest.mark.parametrize(
    "words",
    ["compost", "ferias vecinales", "cooperativas", "residuos orgánicos", "residuos organicos", "compost, ferias"],
)
def test_words_are_met_in_the_other_language(words):
    assert meets_words(words, "es", FEIRA)


@pytest.mark.parametrize("words", ["ômnibus", "feiras e ônibus", "bibliotecas", "memoria colectiva", ""])
def test_all_of_them_must_be_met(words):
    assert not meets_words(words, "es", FEIRA)


def test_words_are_met_in_their_own_language():
    assert meets_words("huerta escolar, recreo", "es", HUERTA)


def test_the_words_that_are_met_are_named():
    assert matches_words("ferias vecinales, teatro, compost", "es", FEIRA) == ["ferias vecinales", "compost"]


def test_one_word_of_a_known_phrase_is_not_the_phrase():
    assert matches_words("transporte público", "es", card(3, "Baños. Espacio público.")) == []


def test_what_is_narrower_is_not_what_was_asked_for():
    assert not meets_words("transporte público", "es", card(4, "Teleférico. Sube."))


def test_look_alikes_are_not_met():
    assert not meets_words("vereda", "es", card(5, "Vereda na mata. Caminho.", language="pt"))


@pytest.mark.parametrize("words", ["\x00", ",,,", "水", "<b>", "x" * 5000, "de la"])
def test_any_words_can_be_an_interest(words):
    assert matches_words(words, "es", FEIRA) == []
    assert not meets_words(words, "es", FEIRA)
