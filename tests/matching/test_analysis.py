import pytest

from enlacesur.matching import weights
from enlacesur.matching.analysis import analyse, guess_language, plain
from enlacesur.matching.evidence import Evidence, groups_of


def concepts(text, language="es"):
    return [concept for spot in analyse(text, language).spotted for concept in spot.concepts]


def stems(text, language="es"):
    return [token.stem for token in analyse(text, language).tokens]


def test_inflected_words_have_one_stem():
    assert stems("inundación") == stems("inundaciones")
    assert stems("alto") == stems("altos")


def test_a_text_without_accents_has_the_stems_of_one_with_them():
    assert stems("gestion de la inundacion") == stems("gestión de la inundación")
    assert stems("gestao da inundacao", "pt") == stems("gestão da inundação", "pt")


def test_accents_are_restored_from_the_glossary():
    assert stems("omnibus") == stems("ómnibus")


def test_a_word_that_exists_without_accent_is_believed_in_an_accented_text():
    tokens = analyse("El público publico", "es").tokens
    assert [token.word for token in tokens] == ["público", "publico"]


def test_small_words_are_left_out():
    assert stems("de la con para") == []


def test_the_offsets_are_those_of_the_plain_text():
    analysed = analyse("Los <b>colectivos</b>  no llegan", "es")
    assert [analysed.text[token.start : token.end] for token in analysed.tokens] == ["colectivos", "llegan"]


def test_the_longest_phrase_is_the_one_that_is_found():
    assert concepts("los residuos orgánicos") == ["organic-waste"]
    assert concepts("los residuos") == ["waste"]


def test_phrases_are_found_in_any_number():
    assert concepts("ferias vecinales y una feria libre") == ["street-market", "street-market"]


def test_a_phrase_does_not_reach_over_the_end_of_a_sentence():
    assert concepts("Cerramos la feria. Libre acceso.") == ["street-market"]
    assert analyse("Cerramos la feria. Libre acceso.", "es").spotted[0].last == 1


def test_a_phrase_of_the_other_language_is_found_too():
    assert concepts("como la feira livre de Livramento") == ["street-market"]


def test_a_single_word_of_the_other_language_is_not():
    assert concepts("el morro del puerto") == []


def test_a_portuguese_weekday_is_no_fair():
    assert concepts("na segunda-feira e nas sextas-feiras", "pt") == []
    assert concepts("a feira de segunda", "pt") == ["street-market"]


def test_a_word_of_two_meanings_means_what_it_means_in_that_country(tmp_path, settings):
    (tmp_path / "glossary").mkdir()
    (tmp_path / "glossary" / "words.toml").write_text(
        '[bus]\nes = ["guagua @VE"]\npt = ["ônibus"]\nen = ["bus"]\n'
        '[child]\nes = ["niño", "guagua @CL,EC"]\npt = ["criança"]\nen = ["child"]\n'
    )
    settings.PROFILE = tmp_path
    meant = {country: analyse("la guagua", "es", country).spotted[0].concepts for country in ("VE", "EC", "UY")}
    assert meant == {"VE": ("bus",), "EC": ("child",), "UY": ("bus", "child")}


def test_an_adjective_is_not_the_noun_of_its_stem():
    assert concepts("la memoria colectiva") == []


def test_an_act_is_not_the_person_of_its_stem():
    assert concepts("queremos reciclar") == []


def test_a_longer_word_of_the_same_stem_is():
    assert concepts("las recicladoras") == ["waste-picker"]


def test_look_alikes_keep_their_language():
    (spanish,) = analyse("vereda", "es").tokens
    (portuguese,) = analyse("vereda", "pt").tokens
    assert spanish.key != portuguese.key


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("los colectivos no llegan a los barrios altos", "es"),
        ("os ônibus não chegam aos bairros altos", "pt"),
        ("gestao do lixo umido das feiras", "pt"),
        ("¿Cómo mejorar la limpieza?", "es"),
        ("How do we collect the waste of the markets?", "en"),
    ],
)
def test_the_language_of_a_short_text_is_guessed(text, language):
    assert guess_language(text) == language


def test_what_tells_nothing_is_in_the_language_expected():
    assert guess_language("compost", default="pt") == "pt"
    assert guess_language("", default="pt") == "pt"


def test_plain_text_has_no_tags_and_no_control_characters():
    assert plain("<p>Agua&nbsp;&amp; <script>x</script>\x00 río</p>") == "Agua & x río"


def test_what_looks_like_a_tag_and_is_none_stays():
    assert plain("costo < 5 y > 3") == "costo < 5 y > 3"


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "?!", "🌊🌊", "水の管理", "<<<<<", "&#x0;", "\ud800", "İstanbul İİİ", "a" * 50_000]
)
@pytest.mark.parametrize("language", ["es", "pt", "en", "xx", ""])
def test_any_text_can_be_analysed(text, language):
    analysed = analyse(text, language)
    for token in analysed.tokens:
        assert 0 <= token.start < token.end <= len(analysed.text)


STREAM = """
[flash-flood]
es = ["arroyo creció"]
pt = ["enxurrada"]
en = ["flash flood"]

[stream]
es = ["arroyo"]
pt = ["córrego"]
en = ["stream"]
"""


class TestWhatAPhraseHasInside:
    @pytest.fixture(autouse=True)
    def glossary(self, tmp_path, settings):
        folder = tmp_path / "profile" / "glossary"
        folder.mkdir(parents=True)
        (folder / "water.toml").write_text(STREAM)
        settings.PROFILE = tmp_path / "profile"

    def met(self, need, card):
        """What of a need in Spanish a card in Portuguese meets, and how well."""
        groups = groups_of(analyse(need, "es"))
        return [(m.group.words, m.how) for group in groups if (m := Evidence(card, "pt").meet(group))]

    def test_a_card_that_has_only_a_part_of_it_meets_that_part(self):
        ((words, how),) = self.met("El arroyo creció", "Limpeza do córrego")
        assert words == "arroyo creció"
        assert 0 < how < weights.CONCEPT

    def test_a_card_that_has_it_whole_meets_it_best(self):
        assert self.met("El arroyo creció", "Depois da enxurrada") == [("arroyo creció", weights.PHRASE)]

    def test_a_part_finds_the_phrase_in_which_it_stands(self):
        groups = groups_of(analyse("Limpeza do córrego", "pt"))
        found = [m.words for group in groups if (m := Evidence("El arroyo creció", "es").meet(group))]
        assert found == ["arroyo"]
