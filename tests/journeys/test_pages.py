"""Every page as a person meets it: three languages, phone and desk, light and dark, by axe and by the scales."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe

from enlacesur.matching import index
from enlacesur.notifications.compose import compose
from enlacesur.practices import importing
from enlacesur.practices.models import Shelf
from tests.factories.announcements import announce, draft
from tests.factories.bank import another, file
from tests.factories.demand import ask_in
from tests.factories.exchange import ask, offer_expert, offer_strength, post
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, make_due, reachable
from tests.factories.practices import publish
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = {"es": "", "pt-BR": "/pt-br", "en": "/en"}
MOST_BYTES = 60 * 1024
PASSWORD = "una-frase-larga-y-propia"
HOSTILE = "<script>alert(1)</script> " + "Supercalifragilisticoespialidoso" * 3

PUBLIC = [
    "/",
    "/buscar/?q=ferias",
    "/buscar/?q=nada-de-nada",
    "/soluciones/",
    "/banco/",
    "/banco/incrustar/?n=2",
    "/soluciones/{practice}/",
    "/soluciones/{practice}/versiones/1/",
    "/necesidades/",
    "/necesidades/{need}/",
    "/demanda/",
    "/fortalezas/",
    "/fortalezas/{strength}/",
    "/experticia/",
    "/experticia/{expert}/",
    "/intercambios/",
    "/ciudades/",
    "/ciudades/{city}/",
    "/temas/",
    "/temas/ambiente-desarrollo-sostenible/",
    "/cifras/",
    "/accesibilidad/",
    "/privacidad/",
    "/cuenta/login/",
    "/cuenta/signup/",
    "/cuenta/login/code/",
    "/cuenta/password/reset/",
]
SIGNED_IN = [
    "/tablero/",
    "/bienvenida/",
    "/mi-cuenta/",
    "/mi-cuenta/palabras/",
    "/buzon/",
    "/intereses/",
    "/intereses/nuevo/",
    "/intereses/ritmo/",
    "/intereses/{interest}/",
    "/soluciones/nueva/",
    "/soluciones/{practice}/",
    "/soluciones/{practice}/editar/",
    "/necesidades/nueva/",
    "/necesidades/{need}/",
    "/necesidades/{need}/editar/",
    "/fortalezas/nueva/",
    "/experticia/nueva/",
    "/intercambios/nuevo/?strength={strength}&need={need}",
    "/intercambios/{exchange}/",
    "/ciudades/{city}/personas/",
    "/sumarse/",
    "/actuar/",
]


def signs_in(person):
    person.set_password(PASSWORD)
    person.save()
    reachable(person)
    return person


@pytest.fixture
def city_life(network):
    """Two cities with one thing of each kind, some of it hostile."""
    rivera = CityFactory(name="Rivera", country="UY")
    canoas = CityFactory(name=HOSTILE[:80], country="BR", language="pt")
    lucia = signs_in(PersonFactory(name="Lucía", email="lucia@rivera.example"))
    affiliate(lucia, rivera, role="representative")
    joana = affiliate(PersonFactory(name="Joana"), canoas).person
    publish(canoas, joana, title=HOSTILE[:110], summary=HOSTILE, problem=HOSTILE * 5)
    answers = {"contact_name": HOSTILE[:80], "contact_email": "de.quien.responde.por.la.ficha@rivera.example"}
    practice, need = publish(rivera, lucia, **answers), post(rivera, lucia)
    for country in ("UY", "BR"):
        ask_in(country, unmet=3, met=4)
    strength, expert = offer_strength(canoas, joana), offer_expert(canoas, joana)
    exchange = ask(rivera, canoas, lucia, need=need, strength=strength)
    index.rebuild()
    followed = interest(lucia, kinds=["solution"], words=HOSTILE[:190])
    interest(lucia, countries=["BR"])
    fan_out()
    things = {"practice": practice, "need": need, "strength": strength, "expert": expert, "exchange": exchange}
    things |= {"interest": followed}
    return {name: thing.pk for name, thing in things.items()} | {"city": rivera.slug}


def open_page(browser, size=PHONE, scheme="light"):
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)
    return context.new_page()


def sign_in(page, server, email="lucia@rivera.example"):
    page.goto(f"{server.url}/cuenta/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.locator("form[action$='/login/'] button").first.click()
    page.wait_for_url("**/tablero/")


def faults_of(page, address, code):
    page.goto(address)
    return faults_here(page, code)


# Who speaks to their device says what they see: the name of a control holds the words on it.
UNSPEAKABLE = """() => {
  const words = (text) => ` ${text.toLowerCase().replace(/[^\\p{L}\\p{N}]+/gu, " ").trim()} `
  return [...document.querySelectorAll(":is(a, button, summary)[aria-label]")]
    .filter((one) => one.textContent.trim() && !words(one.ariaLabel).includes(words(one.textContent)))
    .map((one) => `named otherwise than it reads: ${one.textContent.trim()}`)
}"""


def faults_here(page, code="es"):
    """What axe finds, a control whose name is not what it reads, a page wider than its screen, a language that is not
    the one asked for."""
    found = [f"{v['id']}: {v['nodes'][0]['html'][:90]}" for v in Axe().run(page).response["violations"]]
    found += page.evaluate(UNSPEAKABLE)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the screen")
    if page.evaluate("document.documentElement.lang") != code:
        found.append("another language")
    return [f"{page.url}: {fault}" for fault in found]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk in the dark"])
def test_public_pages_are_accessible_and_fit(browser, live_server, city_life, code, size, scheme):
    page = open_page(browser, size, scheme)
    faults = []
    for path in PUBLIC:
        faults += faults_of(page, live_server.url + LANGUAGES[code] + path.format(**city_life), code)
    assert faults == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_of_who_is_signed_in_are_accessible_and_fit(browser, live_server, city_life, code):
    page = open_page(browser)
    sign_in(page, live_server)
    faults = []
    for path in SIGNED_IN:
        faults += faults_of(page, live_server.url + LANGUAGES[code] + path.format(**city_life), code)
    assert faults == []


@pytest.fixture
def secretariat(network):
    """A secretary, an announcement that was sent to them and others, and a list of practices that is not all right."""
    office = CityFactory(name="Secretaría", kind="network", member_since=None)
    secretary = signs_in(affiliate(PersonFactory(email="secretaria@red.example"), office).person)
    affiliate(PersonFactory(name=HOSTILE[:100]), CityFactory(name="Salto"))
    ask_in("UY", unmet=4, title=HOSTILE[:110])
    sent = announce(secretary, title=HOSTILE[:140], text=HOSTILE * 4)
    fan_out()
    make_due()
    compose()
    rows = [
        another(1, institución="Salto", país=""),
        another(2, título=HOSTILE[:110], institución="Nadie", ejes=HOSTILE),
    ]
    bank = importing.keep(file(*rows), f"{HOSTILE}.csv", Shelf.BANK, by=secretary)
    return {"email": secretary.email, "sent": sent.pk, "draft": draft(secretary).pk, "bank": bank.pk}


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone in the dark", "desk"])
def test_pages_of_the_secretariat_are_accessible_and_fit(browser, live_server, secretariat, size, scheme):
    page = open_page(browser, size, scheme)
    sign_in(page, live_server, secretariat["email"])
    faults = []
    for path in (
        "/comunicados/",
        "/comunicados/nuevo/",
        f"/comunicados/{secretariat['draft']}/",
        f"/comunicados/{secretariat['draft']}/editar/",
        f"/comunicados/{secretariat['sent']}/",
        "/correo/",
        "/demanda/",
        "/banco/importar/",
        f"/banco/importar/{secretariat['bank']}/",
    ):
        faults += faults_of(page, live_server.url + path, "es")
    assert faults == []


def test_an_empty_network_has_pages_that_say_what_to_do(browser, live_server, network):
    page = open_page(browser)
    index.rebuild()
    faults = []
    lists = ("/soluciones/", "/necesidades/", "/fortalezas/", "/experticia/", "/intercambios/", "/ciudades/")
    for path in ("/", "/demanda/", *lists):
        faults += faults_of(page, live_server.url + path, "es")
    assert faults == []


def test_a_first_visit_moves_little_and_no_script_is_needed(browser, live_server, city_life):
    heavy = []
    for path in PUBLIC:
        page = open_page(browser)
        sizes, refused = [], []
        page.on("response", lambda response, sizes=sizes: sizes.append(len(gzip.compress(response.body()))))
        page.on("console", lambda said, refused=refused: refused.append(said.text))
        page.goto(live_server.url + path.format(**city_life))
        if sum(sizes) > MOST_BYTES or any("Content Security" in text for text in refused):
            heavy.append((path, sum(sizes), refused))
        page.context.close()
    assert heavy == []
