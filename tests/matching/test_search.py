from dataclasses import replace
from datetime import date
from time import process_time

import pytest

from enlacesur.matching.explain import sentence
from enlacesur.matching.search import Search, all_ids, search
from tests.matching.conftest import card

COMPOST = card(
    1,
    "Compostaje en las ferias. Los restos orgánicos vuelven a la huerta de la escuela.",
    themes=("costas",),
    sdgs=(11,),
    population=40_000,
    organisation="Intendencia de Rivera",
    city="Rivera",
)
CABLE_CAR = card(
    2,
    "Integração tarifária com teleférico nas encostas. Uma só passagem até o centro.",
    language="pt",
    country="BR",
    themes=("movilidad",),
    sdgs=(11, 14),
    population=1_300_000,
    city="Canoas",
    organisation="Prefeitura de Canoas",
)
WASTE = card(
    3,
    "Coleta de lixo úmido nas feiras livres. A cooperativa passa no mesmo dia.",
    language="pt",
    country="BR",
    themes=("costas",),
    population=300_000,
)
MEMBERS_ONLY = card(4, "Ferias en conflicto. Lo que no contamos fuera.", audience="members")
NEED = card(5, "Qué hacer con la basura de las ferias. No alcanza el camión.", kind="need", population=49_999)
CARDS = (COMPOST, CABLE_CAR, WASTE, MEMBERS_ONLY, NEED)


@pytest.fixture(autouse=True)
def cards(make_index):
    return make_index(*CARDS)


def keys(text="", **asked):
    return [hit.document.key for hit in search(Search(text=text, **asked)).hits]


def marked(parts):
    return [text for text, is_hit in parts if is_hit]


class TestWords:
    def test_a_word_is_found_in_any_number(self):
        assert keys("huertas") == ["solution:1"]

    def test_a_word_typed_without_its_accent_is_found(self):
        assert keys("organicos")[0] == "solution:1"
        assert "solution:2" in keys("integracao")

    def test_a_word_is_found_in_the_other_language(self):
        assert {"need:5", "solution:3"} <= set(keys("basura"))
        assert set(keys("lixo", language="es")) == set(keys("basura"))

    def test_what_is_narrower_is_found_after_what_is_meant(self):
        assert keys("basura")[-1] == "solution:1"  # orgánicos alone

    def test_an_english_word_is_found_too(self):
        assert "solution:2" in keys("cable car", language="en")
        assert "solution:2" in keys("hillside", language="es")

    def test_cognates_are_found_without_a_glossary(self):
        assert "solution:3" in keys("cooperativas")

    def test_two_words_are_both_asked_for(self):
        assert keys("compostaje escuela") == ["solution:1"]

    def test_when_no_document_has_both_one_is_enough(self):
        assert set(keys("huerta teleférico")) == {"solution:1", "solution:2"}

    def test_a_city_is_found_by_its_name(self):
        assert keys("Rivera") == ["solution:1"]

    def test_a_country_is_found_by_its_name_in_any_language(self):
        assert set(keys("Brasil")) == set(keys("Brazil")) == {"solution:2", "solution:3"}

    def test_a_phrase_in_quotes_stands_in_that_order(self):
        assert keys('"cooperativa passa"') == ["solution:3"]
        assert keys('"passa cooperativa"') == []

    def test_of_a_phrase_one_language_may_know_a_single_word(self, make_index):
        make_index(card(6, "Agua. Así guardamos el agua de lluvia."), card(7, "Teatro. En el parque."))
        assert keys('"el agua"') == ["solution:6"]

    def test_what_nobody_wrote_finds_nothing(self):
        assert search(Search(text="xilófono")).total == 0

    def test_the_word_itself_is_found_before_what_else_names_the_same(self, make_index):
        waste = card(6, "Residuos. Los residuos de la feria, y más residuos.", kind="strength")
        make_index(waste, card(7, "El camión. Pasa el lunes y lleva la basura.", kind="strength"))
        assert keys("basura", kinds=("strength",)) == ["strength:7", "strength:6"]
        assert keys("residuos", kinds=("strength",)) == ["strength:6", "strength:7"]

    def test_small_words_alone_find_nothing(self):
        assert search(Search(text="de la")).total == 0

    def test_of_two_hits_the_title_weighs_more(self, make_index):
        make_index(card(8, "Plazas. Un faro en el puerto viejo."), card(9, "Un faro. Una plaza en el puerto viejo."))
        assert keys("faro") == ["solution:9", "solution:8"]

    def test_look_alikes_of_the_other_language_are_not_found(self, make_index):
        make_index(card(8, "Vereda ecológica. Caminho na mata.", language="pt"), card(9, "Veredas. Para todos."))
        assert keys("vereda") == ["solution:9"]


class TestFilters:
    def test_without_text_the_newest_come_first(self, make_index):
        make_index(card(11, "Vieja", day=date(2020, 1, 1)), card(12, "Nueva", day=date(2027, 1, 1)))
        assert [keys()[0], keys()[-1]] == ["solution:12", "solution:11"]

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({"kinds": ("need",)}, {"need:5"}),
            ({"themes": ("movilidad",)}, {"solution:2"}),
            ({"sdgs": (14,)}, {"solution:2"}),
            ({"countries": ("BR",)}, {"solution:2", "solution:3"}),
            ({"languages": ("es",)}, {"solution:1", "need:5"}),
            ({"sizes": ("small",)}, {"solution:1", "need:5"}),
            ({"sizes": ("large", "metropolis")}, {"solution:2", "solution:3"}),
            ({"organisation_id": 3}, {"solution:3"}),
            ({"countries": ("BR",), "themes": ("costas",)}, {"solution:3"}),
            ({"countries": ("XX",)}, set()),
        ],
    )
    def test_a_filter_leaves(self, asked, expected):
        assert set(keys(**asked)) == expected

    def test_what_is_for_members_is_not_for_everybody(self):
        assert "solution:4" not in keys("ferias")
        assert "solution:4" not in keys()
        assert "solution:4" in keys("ferias", audiences=("public", "members"))

    def test_what_is_for_members_is_not_counted_for_everybody(self):
        assert search(Search()).total == search(Search()).facets["kind"]["solution"] + 1 == 4

    def test_without_an_audience_nothing_is_shown(self):
        assert keys(audiences=()) == []


class TestFacets:
    def test_values_are_counted(self):
        facets = search(Search()).facets
        assert facets["kind"] == {"solution": 3, "need": 1}
        assert facets["theme"] == {"costas": 2, "movilidad": 1}
        assert facets["sdg"] == {"11": 2, "14": 1}
        assert facets["country"] == {"UY": 2, "BR": 2}
        assert facets["size"] == {"small": 2, "large": 1, "metropolis": 1}
        assert facets["language"] == {"es": 2, "pt": 2}

    def test_each_of_many_values_of_one_document_is_counted_once(self, make_index):
        many = tuple(f"tema-{number}" for number in range(6))
        make_index(card(21, "Uno", themes=many, sdgs=tuple(range(1, 18))), card(22, "Otro", themes=("tema-5",)))
        facets = search(Search(countries=("AR", "UY", "BR"))).facets
        assert {name: facets["theme"][name] for name in many} == dict.fromkeys(many[:5], 1) | {"tema-5": 2}
        assert sum(facets["sdg"][str(goal)] >= 1 for goal in range(1, 18)) == 17

    def test_a_filter_in_use_still_counts_its_other_values(self):
        facets = search(Search(countries=("BR",))).facets
        assert facets["country"] == {"UY": 2, "BR": 2}
        assert facets["language"] == {"pt": 2}

    def test_counts_follow_the_words(self):
        assert search(Search(text="basura")).facets["country"] == {"UY": 2, "BR": 1}

    def test_nothing_found_has_nothing_to_count(self):
        assert search(Search(text="xilófono")).facets.get("kind", {}) == {}


class TestMarks:
    """What rooms file their documents under, family by family."""

    @pytest.fixture(autouse=True)
    def filed(self, make_index):
        make_index(
            replace(COMPOST, marks=("shelf:bank", "edition-bank:2022", "axis:2022:culture", "axis:2015:culture")),
            replace(WASTE, marks=("shelf:bank", "shelf:observatory", "edition-bank:2019")),
        )

    def test_families_are_counted_when_they_are_asked_for(self):
        facets = search(Search(families=("shelf", "axis"))).facets
        assert facets["shelf"] == {"bank": 2, "observatory": 1}
        assert facets["axis"] == {"2022:culture": 1, "2015:culture": 1}
        assert "edition-bank" not in facets

    def test_one_that_nothing_has_is_empty(self):
        assert search(Search(families=("university",))).facets["university"] == {}

    def test_a_family_in_use_still_counts_its_other_values(self):
        found = search(Search(marks=("edition-bank:2019",), families=("edition-bank", "shelf", "axis")))
        assert [hit.document.key for hit in found.hits] == ["solution:3"]
        assert found.facets["edition-bank"] == {"2022": 1, "2019": 1}
        assert found.facets["shelf"] == {"bank": 1, "observatory": 1}
        assert found.facets["axis"] == {}

    def test_all_marks_must_be_met_and_the_words_too(self):
        assert keys(marks=("shelf:bank", "shelf:observatory")) == ["solution:3"]
        assert keys("huerta", marks=("shelf:bank",)) == ["solution:1"]
        assert keys(marks=("shelf:nada",)) == []


class TestPages:
    @pytest.fixture(autouse=True)
    def many(self, make_index):
        make_index(*[card(number, f"Faro {number}. Luz.", day=date(2026, 1, 1)) for number in range(20, 50)])

    @pytest.mark.parametrize("text", ["", "faro"])
    def test_pages_neither_overlap_nor_leave_out(self, text):
        pages = [search(Search(text=text, kinds=("solution",)), page=page, per_page=7) for page in range(1, 6)]
        shown = [hit.document.key for page in pages for hit in page.hits]
        assert len(shown) == len(set(shown)) == pages[0].total

    @pytest.mark.parametrize("asked", [{}, {"text": "feria"}, {"text": "ferias con sombra"}, {"countries": ("BR",)}])
    def test_the_ids_of_all_that_meet_are_those_of_the_pages(self, asked):
        hits = [hit.document.id for hit in search(Search(**asked), per_page=100).hits]
        assert all_ids(Search(**asked), most=100) == hits
        assert all_ids(Search(**asked), most=1) == hits[:1]

    def test_a_page_far_down_among_many_that_tie_costs_little(self, make_index):
        make_index(*[card(number, f"Faro {number}. Luz.") for number in range(100, 6100)])
        before = process_time()
        assert len(search(Search(text="faro"), page=100, per_page=20).hits) == 20
        assert process_time() - before < 0.5

    def test_a_page_past_the_end_is_empty(self):
        assert search(Search(text="faro"), page=99).hits == []

    @pytest.mark.parametrize("text", ["", "faro"])
    def test_the_order_does_not_depend_on_that_of_the_input(self, text, make_index, shelf):
        before = keys(text)
        shelf.documents = dict(reversed(list(shelf.documents.items())))
        make_index()
        assert keys(text) == before


class TestSnippets:
    def test_the_words_met_are_marked_in_title_and_text(self):
        (hit,) = search(Search(text="compostaje huerta")).hits
        assert marked(hit.title) == ["Compostaje"]
        assert marked(hit.snippet) == ["huerta"]

    def test_words_of_the_other_language_are_marked(self):
        hits = {hit.document.key: hit for hit in search(Search(text="basura de las ferias")).hits}
        assert marked(hits["solution:3"].title) == ["lixo úmido", "feiras livres"] or marked(
            hits["solution:3"].title
        ) == ["feiras livres"]

    def test_the_parts_together_are_the_text(self):
        (hit,) = search(Search(text="Rivera")).hits
        assert "".join(text for text, _is_hit in hit.title) == "Compostaje en las ferias"

    def test_a_long_text_is_cut_around_its_hits(self, make_index):
        filling = "Palabras y más palabras que no vienen al caso. " * 20
        make_index(card(8, f"Plaza. {filling} Aquí está el faro de la isla. {filling}"))
        (hit,) = search(Search(text="faro")).hits
        said = "".join(text for text, _is_hit in hit.snippet)
        assert said.startswith("… ")
        assert said.endswith(" …")
        assert "Aquí está el faro de la isla" in said
        assert len(said) < 300

    def test_without_a_hit_in_the_text_the_summary_is_shown(self, make_index):
        make_index(card(8, "Faro. Un texto muy largo.", summary="En resumen."))
        (hit,) = search(Search(text="faro")).hits
        assert hit.snippet == [("En resumen.", False)]

    def test_no_part_holds_html_of_the_text(self, make_index):
        make_index(card(8, "Faro. <b onclick=x>La luz</b> del faro<script>x()</script>."))
        (hit,) = search(Search(text="faro")).hits
        assert "<" not in "".join(text for text, _is_hit in hit.snippet)


class TestSpelling:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("conpostaje", "compostaje"),
            ("telferico", "teleférico"),
            ("cooperaitva", "cooperativa"),
            ("huerya escuela", "huerta escuela"),
        ],
    )
    def test_a_slip_is_guessed(self, typed, meant):
        assert search(Search(text=typed)).suggestion == meant

    def test_what_is_known_is_left_alone(self):
        assert search(Search(text="huerta")).suggestion == ""

    def test_what_is_like_nothing_is_left_alone(self):
        assert search(Search(text="xilófono")).suggestion == ""

    def test_a_city_is_no_misspelt_word(self):
        assert search(Search(text="Rivera")).suggestion == ""

    def test_new_words_are_learned(self, make_index):
        make_index(*[card(number, f"Murciélagos {number}. De noche.") for number in range(60, 70)])
        assert search(Search(text="murcilagos")).suggestion == "murciélagos"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00",
        "feria\x00",
        '"',
        '""',
        '"feria',
        "feria AND (",
        "*",
        "水",
        "<b>feria</b>",
        "x" * 50_000,
        "feria " * 9000,
        "-",
        "a",
        "'",
        "\\",
        "kind:need",
        "🌊",
        "ferias\ud800",
    ],
)
def test_anything_can_be_typed(text):
    assert search(Search(text=text), page=1).total >= 0


def test_the_page_number_may_be_nonsense():
    assert search(Search(), page=-3).hits
    assert search(Search(text="feria"), page=10**9).hits == []


def test_what_is_done_about_a_thing_is_no_hit_of_its_name(make_index):
    make_index(card(9, "Piscinão sob a praça. Segura a água.", language="pt"))
    assert search(Search(text="inundación")).total == 0


class TestSaidOtherwise:
    """A hit in other words says which of them met."""

    def said(self, text, key, **asked):
        (hit,) = [hit for hit in search(Search(text=text, **asked)).hits if hit.document.key == key]
        return [sentence(reason) for reason in hit.otherwise]

    def test_in_the_other_language(self):
        assert self.said("basura", "solution:3") == ["Usa «lixo» para lo que usted llama «basura»"]

    def test_not_where_the_words_are_the_same(self):
        assert self.said("basura", "need:5") == []
        assert self.said("huertas", "solution:1") == []

    def test_nothing_when_nothing_was_typed(self):
        assert all(hit.otherwise == () for hit in search(Search()).hits)

    def test_by_its_own_translation(self, make_index):
        make_index(card(9, "Feira limpa. Nada sobra.", language="pt", translated="Feria limpia, con trueque."))
        assert self.said("trueque", "solution:9") == ["Traducido, habla de «trueque»"]
