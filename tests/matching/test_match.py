from enlacesur.matching.match import Wanted, match
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
]


def test_a_need_finds_the_solution_that_shares_no_word_with_it(make_index):
    make_index(CABLE_CAR, *DISTRACTORS)
    found = match(Wanted(text="los colectivos no llegan a los barrios altos", language="es", country="UY"))
    assert found[0].key == "solution:1"


def test_the_bridge_says_both_words(make_index):
    make_index(CABLE_CAR, *DISTRACTORS)
    found = match(Wanted(text="los colectivos no llegan a los barrios altos", language="es", country="UY"))
    assert ("barrios altos", "encostas") in [(bridge.here, bridge.there) for bridge in found[0].bridges]
