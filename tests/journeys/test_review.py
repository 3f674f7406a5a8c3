"""Pages of evaluation as each who has to do with them meets them, by axe and by the scales; and the draft that keeps
itself."""

import pytest

from enlacesur.review.actions import hand_over
from enlacesur.review.community import declare_tie
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.review import assigned, decided, evaluator, judged, offered, put_forward, under_way
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_pages import HOSTILE, LANGUAGES, faults_of, open_page, sign_in, signs_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def evaluations(network, cards):
    """One that diverges, one that is decided, one that begins; and who evaluates them, some of it hostile."""
    office = CityFactory(name="Secretaría", kind="network", member_since=None)
    secretary = signs_in(affiliate(PersonFactory(email="secretaria@red.example"), office).person)
    rivera = CityFactory(name="Rivera", country="UY")
    author = signs_in(affiliate(PersonFactory(email="lucia@rivera.example"), rivera).person)
    person = affiliate(signs_in(PersonFactory(name="Joana Prates", email="joana@canoas.example")), CityFactory()).person
    who = evaluator(secretary, person, at_once=9)
    apart = put_forward(rivera, author, 1, title=HOSTILE[:110])
    done = judged(apart, secretary, who, to_authors=HOSTILE * 3)
    judged(apart, secretary, score=1, recommendation="declined")
    evaluator(secretary, affiliate(PersonFactory(name=HOSTILE[:100]), rivera).person, about=HOSTILE)
    begun = under_way(put_forward(rivera, author, 2), secretary, who)
    asked = assigned(put_forward(rivera, author, 3, rubric_name="observatory"), secretary, who)
    gone = hand_over(under_way(put_forward(rivera, author, 6), secretary, who), HOSTILE, by=secretary)
    over = put_forward(rivera, author, 4)
    for _number in range(2):
        judged(over, secretary)
    decided(over, secretary, "returned", reasons=HOSTILE)
    offered()
    kin = CityFactory()
    near = under_way(put_forward(kin, secretary, 5, title=HOSTILE[:110]), secretary, who)
    declare_tie(who, kin, HOSTILE[:300], by=person)
    things = {"apart": apart, "done": done, "begun": begun, "asked": asked, "over": over, "near": near, "gone": gone}
    return {name: thing.pk for name, thing in things.items()} | {"open": begun.assessment_id}


PAGES = {
    "joana@canoas.example": [
        "/tablero/",
        "/evaluaciones/",
        "/evaluaciones/evaluar/",
        "/evaluaciones/hoja/{done}/",
        "/evaluaciones/hoja/{begun}/",
        "/evaluaciones/hoja/{asked}/",
        "/evaluaciones/hoja/{near}/",
        "/evaluaciones/hoja/{gone}/",
    ],
    "secretaria@red.example": [
        "/evaluaciones/mesa/",
        "/evaluaciones/mesa/?stage=ready",
        "/evaluaciones/evaluadores/",
        "/evaluaciones/evaluadores/?state=admitted",
        "/evaluaciones/{apart}/",
        "/evaluaciones/{apart}/propuestas/",
        "/evaluaciones/{over}/",
    ],
    "lucia@rivera.example": ["/evaluaciones/{open}/", "/evaluaciones/{over}/", "/evaluaciones/evaluar/"],
}


@pytest.mark.parametrize(
    ("code", "size", "scheme"),
    [("es", PHONE, "light"), ("pt-BR", PHONE, "dark"), ("en", DESK, "light")],
    ids=["phone", "phone in the dark", "desk"],
)
@pytest.mark.parametrize("email", PAGES)
def test_pages_are_accessible_and_fit(browser, live_server, evaluations, email, code, size, scheme):
    page = open_page(browser, size, scheme)
    sign_in(page, live_server, email)
    faults = []
    for path in PAGES[email]:
        faults += faults_of(page, live_server.url + LANGUAGES[code] + path.format(**evaluations), code)
    assert faults == []


def test_what_is_typed_is_kept_without_pressing_anything(browser, live_server, evaluations):
    page = open_page(browser)
    sign_in(page, live_server, "joana@canoas.example")
    address = f"{live_server.url}/evaluaciones/hoja/{evaluations['begun']}/"
    page.goto(address)
    page.check("[name=score-evidence][value='3']")
    page.fill("[name=to_authors]", "Digan cuánto costó.")
    page.wait_for_selector("#saved:has-text('Borrador guardado a las')")
    page.wait_for_timeout(2500)
    page.goto(address)
    assert page.is_checked("[name=score-evidence][value='3']")
    assert page.input_value("[name=to_authors]") == "Digan cuánto costó."
