from dataclasses import replace
from datetime import date, timedelta

import pytest

from enlacesur.matching import reasons as why
from enlacesur.matching.match import LOOKED_AT, Wanted, match
from tests.matching.conftest import card

CABLE_CAR = card(
    1,
    "Integração tarifária com teleférico nas encostas. Quem mora no alto paga uma só passagem até o centro.",
    language="pt",
    country="BR",
)
DISTRACTORS = [
    card(2, "Memoria colectiva del puerto. Los vecinos altos y bajos cuentan su historia."),
    card(3, "Llegan turistas al casco antiguo. Señales, guías y baños públicos para quien llega en barco."),
    card(4, "Compostagem das feiras livres. A cooperativa recolhe os restos no mesmo dia.", language="pt"),
    card(5, "Semáforos inteligentes. Menos espera en las avenidas del centro."),
    card(6, "Talheres de madeira. Nas oficinas da praça ninguém usa plástico.", language="pt"),
    card(7, "Huertas en las escuelas. Compost, semillas y recreos."),
]
BUSES = Wanted(text="los colectivos no llegan a los barrios altos", language="es", country="UY")
MARKETS = Wanted(
    title="Reducir los restos orgánicos de las ferias vecinales",
    text="Los domingos queda fruta en la calle y todo termina en el vertedero.",
    language="es",
    country="UY",
    population=79_000,
    themes=("costas",),
    sdgs=(11, 12),
    languages=("es", "pt"),
    modalities=("training",),
    organisation_id=99,
    ceiling=5_000,
)
FEIRA = card(
    20,
    "Compostagem dos resíduos orgânicos das feiras livres. A cooperativa recolhe no mesmo dia, longe do aterro.",
    language="pt",
    country="BR",
    population=85_000,
    themes=("costas",),
    sdgs=(12,),
    languages=("pt", "es"),
    modalities=("training",),
    evidence=2,
    capacity=1,
    cost_ceiling=3_000,
)


def keys(wanted, **options):
    return [one.key for one in match(wanted, **options)]


def best(wanted, **options):
    return match(wanted, **options)[0]


def told(found, kind):
    return [reason for reason in (*found.reasons, *found.misfits) if isinstance(reason, kind)]


class TestAcrossLanguages:
    @pytest.fixture(autouse=True)
    def cards(self, make_index):
        make_index(CABLE_CAR, *DISTRACTORS)

    def test_a_need_finds_the_solution_that_shares_no_word_with_it(self):
        assert keys(BUSES)[0] == "solution:1"

    def test_the_bridge_says_both_words_and_where_they_are_said(self):
        (bridge,) = best(BUSES).bridges
        assert (bridge.here, bridge.here_language, bridge.here_country) == ("barrios altos", "es", "UY")
        assert (bridge.there, bridge.there_language, bridge.there_country) == ("encostas", "pt", "BR")

    def test_the_reason_says_the_concept_and_both_words(self):
        concepts = {reason.concept: reason for reason in told(best(BUSES), why.SharedConcept)}
        assert concepts["hillside-neighbourhood"].there == "encostas"

    def test_what_is_a_kind_of_the_same_thing_is_told_as_that(self):
        (related,) = told(best(BUSES), why.RelatedConcept)
        assert (related.concept, related.here) == ("public-transport", "colectivos")

    def test_it_is_found_from_portuguese_into_spanish_too(self, make_index):
        make_index(card(1, "Teleférico con boleto único. Sube a los cerros."), *DISTRACTORS)
        assert keys(Wanted(text="o ônibus não sobe os morros", language="pt"))[0] == "solution:1"

    def test_it_is_found_without_accents(self):
        plain = Wanted(text="los omnibus no llegan a los barrios altos", language="es")
        assert keys(plain)[0] == "solution:1"

    def test_accents_are_restored_from_what_others_wrote(self, make_index):
        make_index(card(1, "Guarderías cerca del puerto. De noche."), *DISTRACTORS)
        assert keys(Wanted(text="falta una guarderia", language="es"))[0] == "solution:1"

    def test_look_alikes_do_not_meet(self):
        assert "solution:6" not in keys(Wanted(text="un taller y una oficina para cada barrio", language="es"))


class TestAnswers:
    """What is done about a thing is found by who tells of the thing."""

    BASIN = card(30, "Piscinão sob a praça. Segura a água e a devolve aos poucos.", language="pt", country="BR")

    def test_a_trouble_finds_what_others_did_about_it_though_they_do_not_name_it(self, make_index):
        make_index(self.BASIN, *DISTRACTORS)
        assert keys(Wanted(text="la inundación", language="es")) == ["solution:30"]

    def test_the_reason_says_the_trouble_and_the_answer(self, make_index):
        make_index(self.BASIN, *DISTRACTORS)
        (answer,) = told(best(Wanted(text="la inundación", language="es")), why.Answer)
        assert (answer.concept, answer.here, answer.there) == ("flood", "inundación", "Piscinão")

    def test_who_names_the_trouble_itself_comes_first(self, make_index):
        make_index(self.BASIN, card(31, "Inundación en la plaza. Segura el agua de a poco."), *DISTRACTORS)
        assert keys(Wanted(text="la inundación", language="es"))[0] == "solution:31"

    def test_an_answer_is_not_met_by_the_trouble(self, make_index):
        make_index(card(31, "Inundación en la esquina. Todo quedó mojado."), *DISTRACTORS)
        assert keys(Wanted(text="uma bacia de detenção", language="pt")) == []


class TestWhatIsShown:
    def test_only_what_the_reader_may_see(self, make_index):
        make_index(replace(FEIRA, audience="members"), *DISTRACTORS)
        assert "solution:20" not in keys(MARKETS)
        assert "solution:20" in keys(MARKETS, audiences=("public", "members"))

    def test_not_what_the_asking_city_published_itself(self, make_index):
        make_index(replace(FEIRA, organisation_id=99), *DISTRACTORS)
        assert "solution:20" not in keys(MARKETS)

    def test_not_what_is_excluded(self, make_index):
        make_index(FEIRA, *DISTRACTORS)
        assert "solution:20" not in keys(MARKETS, exclude=("solution:20",))

    def test_only_the_kinds_asked_for(self, make_index):
        make_index(FEIRA, replace(FEIRA, kind="expert"), *DISTRACTORS)
        assert {one.kind for one in match(MARKETS, kinds=("expert",))} == {"expert"}

    def test_so_many_of_each_kind(self, make_index):
        many = [replace(FEIRA, id=100 + n, organisation_id=100 + n) for n in range(20)]
        make_index(*many, *[replace(one, kind="expert") for one in many])
        found = match(MARKETS, kinds=("solution", "expert"), per_kind=3)
        assert sorted(one.kind for one in found) == ["expert"] * 3 + ["solution"] * 3

    def test_without_an_index_nothing(self, db):
        assert match(MARKETS) == []

    def test_what_has_nothing_in_common_is_not_shown(self, make_index):
        make_index(FEIRA, card(30, "Bibliotecas nocturnas. Cuentos bajo la luna."))
        assert "solution:30" not in keys(MARKETS)


class TestStrength:
    def test_much_in_common_is_strong(self, make_index):
        make_index(FEIRA, *DISTRACTORS)
        assert best(MARKETS).strength == "strong"

    def test_one_word_in_common_is_possible_at_most(self, make_index):
        make_index(FEIRA, *DISTRACTORS, card(31, "Baños para la feria. Agua y jabón."))
        assert {one.key: one.strength for one in match(MARKETS)}.get("solution:31") in (None, "possible")

    def test_the_strong_come_before_the_good_and_these_before_the_possible(self, make_index):
        make_index(FEIRA, *DISTRACTORS, card(31, "La feria y el vertedero. Una historia."))
        order = [("strong", "good", "possible").index(one.strength) for one in match(MARKETS)]
        assert order == sorted(order)


class TestTags:
    def test_a_declared_theme_lifts_what_is_equally_said(self, make_index):
        other = card(40, "Compost de ferias. Restos orgánicos.", themes=("faros",))
        same = card(41, "Compost de ferias. Restos orgánicos.", themes=("costas",))
        make_index(other, same, *DISTRACTORS)
        assert keys(MARKETS)[0] == "solution:41"

    def test_a_theme_is_no_filter(self, make_index):
        make_index(replace(FEIRA, themes=("faros",), sdgs=()), *DISTRACTORS)
        assert best(MARKETS).key == "solution:20"

    def test_a_theme_alone_is_no_match(self, make_index):
        make_index(FEIRA, card(42, "Bibliotecas nocturnas. Cuentos bajo la luna.", themes=("costas",)))
        assert "solution:42" not in keys(MARKETS)

    def test_a_need_without_words_is_met_by_its_tags(self, make_index):
        make_index(FEIRA, *DISTRACTORS)
        found = match(Wanted(text="?!", themes=("costas",)))
        assert [(one.key, one.strength) for one in found] == [("solution:20", "possible")]


class TestReasons:
    @pytest.fixture
    def found(self, make_index):
        make_index(FEIRA, *DISTRACTORS)
        return best(MARKETS)

    def test_tags_and_modalities(self, found):
        assert told(found, why.SharedThemes) == [why.SharedThemes(("costas",))]
        assert told(found, why.SharedSdgs) == [why.SharedSdgs((12,))]
        assert told(found, why.SharedModality) == [why.SharedModality(("training",))]

    def test_context(self, found):
        assert told(found, why.SimilarSize)
        assert told(found, why.Neighbour) == [why.Neighbour("BR")]
        assert told(found, why.Adapted) == [why.Adapted(2)]
        assert told(found, why.PlacesLeft) == [why.PlacesLeft(1)]
        assert told(found, why.WithinCeiling) == [why.WithinCeiling(5_000)]

    def test_completed_exchanges_stand_behind_what_is_no_solution(self, make_index):
        make_index(replace(FEIRA, kind="strength"), *DISTRACTORS)
        assert told(best(MARKETS), why.Evidenced) == [why.Evidenced(2)]

    def test_one_organisations_own_are_found_when_it_is_named(self, make_index):
        make_index(replace(FEIRA, organisation_id=8), *DISTRACTORS)
        asked = replace(MARKETS, organisation_id=8)
        assert "solution:20" not in [one.key for one in match(asked)]
        assert [one.key for one in match(asked, of=8)] == ["solution:20"]

    def test_their_other_language(self, found):
        assert told(found, why.SpeaksYours) == [why.SpeaksYours("es")]

    def test_what_is_new(self, make_index):
        make_index(replace(FEIRA, day=date.today()), *DISTRACTORS)  # noqa: DTZ011
        assert told(best(MARKETS), why.Fresh)

    def test_the_same_country(self, make_index):
        make_index(replace(FEIRA, country="UY"), *DISTRACTORS)
        assert told(best(MARKETS), why.SameCountry) == [why.SameCountry("UY")]

    def test_words_that_no_glossary_knows(self, make_index):
        make_index(card(50, "Fruta. La fruta de los domingos."), *DISTRACTORS)
        (words,) = told(best(MARKETS), why.SharedWords)
        assert words.words == ("Fruta",)  # domingos is a word of any story

    def test_no_reason_says_html(self, make_index):
        make_index(card(50, "<b>Ferias</b>. <script>x</script> restos <i>orgánicos</i>"), *DISTRACTORS)
        asked = replace(MARKETS, text="<b onclick=x>vertedero</b>")
        assert "<" not in str([(one.reasons, one.misfits, one.bridges) for one in match(asked)]).replace("<'", "")


class TestShares:
    """How much each reason weighs in the score."""

    @pytest.fixture
    def found(self, make_index):
        make_index(FEIRA, *DISTRACTORS)
        return best(MARKETS)

    def test_what_is_told_sums_to_the_whole_where_all_of_it_is_told(self, make_index):
        make_index(replace(FEIRA, capacity=None), *DISTRACTORS)
        asked = replace(MARKETS, title="Ferias vecinales", text="vertedero")
        assert sum(best(asked).shares.values()) == pytest.approx(1)

    def test_each_reason_that_moves_the_order_has_its_share(self, found):
        moving = (why.SharedConcept, why.SharedThemes, why.SharedSdgs, why.SimilarSize, why.Neighbour, why.Adapted)
        assert all(found.shares[reason] > 0 for kind in moving for reason in told(found, kind))

    def test_the_theme_weighs_more_than_the_size_of_the_city(self, found):
        (theme,), (size,) = told(found, why.SharedThemes), told(found, why.SimilarSize)
        assert found.shares[theme] > found.shares[size]

    def test_what_does_not_move_the_order_has_none(self, found):
        assert not {*told(found, why.PlacesLeft), *told(found, why.SharedModality)} & found.shares.keys()

    def test_what_lowers_it_is_below_nought(self, make_index):
        make_index(replace(FEIRA, capacity=0), *DISTRACTORS)
        assert best(MARKETS).shares[why.NoPlacesLeft()] < 0

    def test_tags_that_ask_alone_are_all_of_it(self, make_index):
        make_index(replace(FEIRA, country="", population=0, evidence=0, day=None), *DISTRACTORS)
        asked = Wanted(text="", language="es", themes=("costas",))
        assert best(asked).shares == {why.SharedThemes(("costas",)): pytest.approx(1)}


class TestMisfits:
    def fits(self, make_index, **changes):
        make_index(replace(FEIRA, **changes), *DISTRACTORS)
        return best(MARKETS)

    def test_nothing_to_say(self, make_index):
        assert [one for one in self.fits(make_index).misfits if not isinstance(one, why.WordsMissing)] == []

    def test_another_language(self, make_index):
        make_index(replace(FEIRA, languages=("pt",)), *DISTRACTORS)
        found = best(replace(MARKETS, languages=("es",)))
        assert told(found, why.OtherLanguage) == [why.OtherLanguage("pt")]

    def test_no_places_left(self, make_index):
        assert told(self.fits(make_index, capacity=0), why.NoPlacesLeft)

    def test_much_larger(self, make_index):
        assert told(self.fits(make_index, population=1_264_000), why.MuchLarger) == [why.MuchLarger(16)]

    def test_much_smaller(self, make_index):
        assert told(self.fits(make_index, population=7_900), why.MuchSmaller) == [why.MuchSmaller(10)]

    def test_above_the_ceiling(self, make_index):
        found = self.fits(make_index, cost_ceiling=410_000)
        assert told(found, why.AboveCeiling) == [why.AboveCeiling(410_000, 5_000)]

    def test_other_themes(self, make_index):
        assert told(self.fits(make_index, themes=("faros",)), why.NoSharedTheme)

    def test_other_ways_of_working(self, make_index):
        assert told(self.fits(make_index, modalities=("visit",)), why.OtherModality)

    def test_long_ago(self, make_index):
        assert told(self.fits(make_index, day=date(2010, 1, 1)), why.LongAgo) == [why.LongAgo(2010)]

    def test_what_it_does_not_speak_of(self, make_index):
        make_index(card(50, "Ferias vecinales sin restos orgánicos. Con fruta."), *DISTRACTORS)
        (missing,) = told(best(MARKETS), why.WordsMissing)
        assert missing.words == ("vertedero",)


class TestJudged:
    SAME = card(60, "Ferias y restos orgánicos en la plaza. Sin más.")
    ALIKE = card(61, "Ferias y restos orgánicos en el parque. Sin más.")
    OTHER = card(62, "Menos cargas al vertedero. Fruta que vuelve a la mesa.")

    @pytest.fixture(autouse=True)
    def cards(self, make_index):
        make_index(self.SAME, self.ALIKE, self.OTHER, *DISTRACTORS)

    def test_what_was_not_useful_is_hidden(self):
        assert "solution:60" not in keys(MARKETS, not_useful=frozenset({"solution:60"}))

    def test_what_is_found_by_the_same_words_goes_down(self):
        before = {one.key: one.score for one in match(MARKETS, per_kind=20)}
        after = {one.key: one.score for one in match(MARKETS, per_kind=20, not_useful=frozenset({"solution:60"}))}
        assert after["solution:61"] < before["solution:61"] - 0.1
        assert after["solution:62"] > before["solution:62"] - 0.1

    def test_what_was_useful_stands_first(self):
        assert keys(MARKETS, useful=frozenset({"solution:62"}))[0] == "solution:62"

    def test_a_key_that_is_no_more_harms_nothing(self):
        assert keys(MARKETS, not_useful=frozenset({"solution:9999", "nonsense"})) == keys(MARKETS)


class TestFairExposure:
    def test_a_list_is_not_filled_by_one_city(self, make_index):
        one_city = [replace(FEIRA, id=100 + n, organisation_id=7) for n in range(10)]
        make_index(*one_city, replace(FEIRA, id=200, organisation_id=8, evidence=0), *DISTRACTORS)
        assert {one.document.organisation_id for one in match(MARKETS, per_kind=4)} == {7, 8}

    def test_a_clearly_better_result_stays_first(self, make_index):
        one_city = [replace(FEIRA, id=100 + n, organisation_id=7) for n in range(3)]
        make_index(*one_city, card(200, "Fruta. De la calle."), *DISTRACTORS)
        assert [one.document.organisation_id for one in match(MARKETS)][:3] == [7, 7, 7]

    def test_the_other_language_has_its_places(self, make_index):
        own = [
            card(
                100 + n, "Restos orgánicos de ferias vecinales al vertedero. Reducir los domingos la fruta en la calle."
            )
            for n in range(20)
        ]
        make_index(*own, FEIRA, *DISTRACTORS)
        assert "solution:20" in keys(MARKETS, per_kind=6)

    def test_but_not_for_what_says_little(self, make_index):
        own = [card(100 + n, "Restos orgánicos de ferias vecinales al vertedero. Fruta.") for n in range(8)]
        others = [card(400 + n, f"Biblioteca{n} nocturna. Cuentos bajo la luna.") for n in range(60)]
        make_index(*own, *others, card(300, "Ruas antigas. Nada mais.", language="pt", country="BR"))
        assert "solution:300" not in keys(MARKETS, per_kind=6)


def test_the_answer_does_not_depend_on_the_order_of_the_input(make_index, shelf):
    cards = [FEIRA, CABLE_CAR, *DISTRACTORS, *[replace(FEIRA, id=100 + n, organisation_id=n % 3) for n in range(20)]]
    make_index(*cards)
    before = match(MARKETS)
    shelf.documents = {}
    make_index(*reversed(cards))
    assert [(one.key, one.score) for one in match(MARKETS)] == [(one.key, one.score) for one in before]


def test_nor_does_it_where_more_are_alike_than_are_looked_at(make_index, shelf):
    day = date(2026, 1, 1)
    alike = [replace(FEIRA, id=100 + n, organisation_id=n, day=day + timedelta(days=n)) for n in range(LOOKED_AT * 2)]
    for wanted in (MARKETS, replace(MARKETS, title="", text="", themes=FEIRA.themes)):
        make_index(*alike)
        before = [(one.key, one.score) for one in match(wanted)]
        shelf.documents = {}
        make_index(*reversed(alike))
        assert before
        assert [(one.key, one.score) for one in match(wanted)] == before


STRANGE = ["", " ", "\x00", "basura", "水の管理", "🌊", "<p>basura</p>", "<" * 9000, "ferias\ud800"]
LONG = ["los restos de la feria " * 2500, " ".join(f"palabra{n}" for n in range(6000))]


@pytest.mark.parametrize("text", [*STRANGE, *LONG, "o lixo de la feria e a calle"])
@pytest.mark.parametrize("language", ["es", "pt", "en", "xx"])
def test_any_text_can_ask(make_index, text, language):
    make_index(FEIRA, *DISTRACTORS)
    for one in match(Wanted(text=text, title=text[:200], language=language)):
        assert one.reasons
