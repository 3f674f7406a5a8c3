import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enlacesur.matching.interests import Percolator, matches_words, meets_words
from tests.matching.conftest import card

FEIRA = card(1, "Compostagem nas feiras livres. A cooperativa recolhe o lixo úmido.", language="pt")
WORDS = ["compost", "ferias vecinales", "ómnibus", "recreo", "huerta", "teatro", "feira livre", "transporte público"]
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


def test_what_is_broader_is_not_what_was_asked_for():
    assert not meets_words("teleférico", "es", card(4, "Transporte público. Para todos."))


class TestPhrasesInQuotes:
    BUDGET = card(6, "Presupuesto de la obra. Un tablero participativo.")
    ROW = card(7, "Presupuestos participativos. En los barrios.")

    def test_their_words_stand_in_a_row(self):
        assert meets_words("presupuesto participativo", "es", self.ROW)
        assert meets_words('"presupuesto participativo"', "es", self.ROW)
        assert not meets_words('"presupuesto participativo"', "es", self.BUDGET)

    def test_beside_other_words(self):
        assert meets_words("«presupuesto participativo» barrios", "es", self.ROW)
        assert not meets_words("«presupuesto participativo» teatro", "es", self.ROW)

    def test_across_what_says_nothing(self):
        assert meets_words('"restos de la feria"', "es", card(8, "Restos de feria. Los domingos."))

    @pytest.mark.parametrize("words", ['"el agua"', '"como el agua"', '"el agua de la lluvia"'])
    def test_also_where_of_them_one_language_knows_a_single_word(self, words):
        rain = card(8, "Agua. Así guardamos el agua de lluvia.")
        assert meets_words(words, "es", rain)
        assert not meets_words(words, "es", self.ROW)

    @pytest.mark.parametrize("words", ['"compost"', '"compost', '""', '" "', '"compost" "'])
    def test_one_word_in_quotes_or_half_of_them_are_words(self, words):
        assert meets_words(words, "es", HUERTA) == ("compost" in words)

    def test_of_many_those_alone_are_found(self):
        stored = [
            (1, '"presupuesto participativo"', "es"),
            (2, "presupuesto", "es"),
            (3, '"tablero participativo"', "es"),
        ]
        assert sorted(Percolator(stored).met_by(self.BUDGET)) == [2, 3]
        assert sorted(Percolator(stored).met_by(self.ROW)) == [1, 2]


class TestManyAtOnce:
    STORED = [
        (1, "compost", "es"),
        (2, "ferias vecinales", "es"),
        (3, "ferias, ómnibus", "es"),
        (4, "lixo úmido, cooperativas, compostagem", "pt"),
        (5, "compost", "es"),
        (6, "de la", "es"),
        (7, "", "es"),
        (8, "huerta", "es"),
    ]

    def test_those_are_found_whose_words_are_all_met(self):
        assert sorted(Percolator(self.STORED).met_by(FEIRA)) == [1, 2, 4, 5]

    def test_each_document_finds_its_own(self):
        assert sorted(Percolator(self.STORED).met_by(HUERTA)) == [1, 5, 8]

    def test_none_stored_none_found(self):
        assert Percolator([]).met_by(FEIRA) == []

    def test_a_document_that_says_nothing_finds_none(self):
        assert Percolator(self.STORED).met_by(card(9, "水. De la.")) == []

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), max_size=20), st.sampled_from(WORDS))
    def test_it_finds_what_asking_each_one_would_find(self, interests, word):
        stored = [(pk, ", ".join(words), "es") for pk, words in enumerate(interests)]
        document = card(9, f"{word}. Compost, ferias y recreos.")
        expected = [pk for pk, words, language in stored if meets_words(words, language, document)]
        assert sorted(Percolator(stored).met_by(document)) == expected
