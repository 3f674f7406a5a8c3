from dataclasses import replace

import pytest

from enlacesur.matching.match import match, waiting_for, wanted_by
from tests.matching.conftest import card
from tests.matching.test_match import DISTRACTORS, FEIRA

NEED = card(
    1,
    "Reducir los restos orgánicos de las ferias vecinales. Todo termina en el vertedero.",
    kind="need",
    population=79_000,
    themes=("costas",),
    languages=("es", "pt"),
    cost_ceiling=5_000,
    organisation_id=99,
)
OTHERS = [
    card(2, "Los colectivos no llegan a los barrios altos. Nadie sube al cerro.", kind="need"),
    card(3, "Cuentos para el faro. Buscamos quien los lea.", kind="need"),
]


@pytest.fixture(autouse=True)
def needs(make_index):
    return make_index(NEED, *OTHERS, FEIRA, *DISTRACTORS)


def test_a_new_solution_finds_the_need_that_waits_in_the_other_language():
    assert [one.key for one in waiting_for(FEIRA)] == ["need:1"]


def test_the_need_is_what_is_found_and_the_solution_is_why():
    (found,) = waiting_for(FEIRA)
    assert found.document.title == NEED.title
    assert ("ferias vecinales", "feiras livres") in [(bridge.here, bridge.there) for bridge in found.bridges]


def test_the_pair_has_one_score_and_one_strength_from_both_sides():
    (from_solution,) = waiting_for(FEIRA)
    (from_need,) = [one for one in match(wanted_by(NEED)) if one.key == FEIRA.key]
    assert (from_solution.score, from_solution.strength) == (from_need.score, from_need.strength)


def test_a_city_does_not_answer_itself():
    assert waiting_for(replace(FEIRA, organisation_id=99)) == []


def test_a_new_solution_finds_the_need_that_tells_of_the_trouble_alone(make_index):
    flooded = card(4, "La inundación de cada invierno. Nadie duerme.", kind="need")
    basin = card(72, "Piscinão sob a praça. Segura a chuva.", language="pt")
    make_index(flooded, *OTHERS, basin, *DISTRACTORS)
    assert [one.key for one in waiting_for(basin)] == ["need:4"]


def test_what_answers_nobody_finds_nobody():
    assert waiting_for(card(70, "Bibliotecas nocturnas. Luna.")) == []


def test_a_document_that_is_not_in_the_index_yet_is_judged_all_the_same():
    (found,) = waiting_for(replace(FEIRA, id=71, organisation_id=71))
    assert found.strength == "strong"


def test_needs_of_members_wait_as_well(make_index):
    make_index(replace(NEED, audience="members"), FEIRA, *DISTRACTORS)
    assert [one.key for one in waiting_for(FEIRA)] == ["need:1"]


def test_the_best_met_need_comes_first(make_index):
    make_index(card(4, "La feria y su fruta. Nada más.", kind="need"))
    assert waiting_for(FEIRA)[0].key == "need:1"


def test_no_more_than_asked_for(make_index):
    make_index(*[replace(NEED, id=200 + n, organisation_id=200 + n) for n in range(9)])
    assert len(waiting_for(FEIRA, limit=4)) == 4


def test_without_an_index_nobody_waits(settings, tmp_path):
    settings.INDEX_DIR = tmp_path / "elsewhere"
    assert waiting_for(FEIRA) == []
