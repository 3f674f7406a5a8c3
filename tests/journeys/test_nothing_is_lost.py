"""What somebody types is kept: in two windows, after the session is gone, and when something is missing."""

import pytest
from playwright.sync_api import expect

from enlacesur.review.models import Evaluation
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.review import evaluator, put_forward, under_way
from tests.journeys.test_pages import PASSWORD, faults_here, open_page, sign_in, signs_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL = "joana@canoas.example"


@pytest.fixture
def address(network, cards, live_server):
    office = CityFactory(name="Secretaría", kind="network", member_since=None)
    secretary = affiliate(PersonFactory(), office).person
    rivera = CityFactory(name="Rivera", country="UY")
    joana = signs_in(affiliate(PersonFactory(email=EMAIL), CityFactory()).person)
    author = affiliate(PersonFactory(), rivera).person
    mine = under_way(put_forward(rivera, author), secretary, evaluator(secretary, joana))
    return live_server.url + mine.get_absolute_url()


@pytest.fixture(params=["light", "dark"])
def page(request, browser, live_server, address):
    page = open_page(browser, scheme=request.param)
    sign_in(page, live_server, EMAIL)
    page.goto(address)
    return page


def save(page):
    page.get_by_role("button", name="Guardar el borrador").click()


def test_two_windows_of_one_evaluation(page, address):
    other = page.context.new_page()
    other.goto(address)
    page.fill("[name=to_authors]", "En la primera ventana.")
    save(page)
    other.fill("[name=to_authors]", "En la segunda ventana.")
    save(other)
    expect(other.get_by_role("alert")).to_be_focused()
    assert faults_here(other) == []
    other.get_by_role("alert").get_by_role("link").click()
    other.get_by_label("Usar este texto").check()
    save(other)
    expect(other.locator("[name=to_authors]")).to_have_value("En la segunda ventana.")


def sign_in_beside(page):
    """In another window, which gives the browser another token than the page has."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Ingresar en otra ventana").click()
    entrance = opened.value
    entrance.fill("[name=login]", EMAIL)
    entrance.fill("[name=password]", PASSWORD)
    entrance.locator("form[action$='/login/'] button").first.click()
    entrance.wait_for_url("**/tablero/")


def lose_the_session(page):
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=to_authors]").press_sequentially("Digan cuánto costó.")
    expect(page.locator("#saved")).to_contain_text("Se cerró su sesión", timeout=10_000)


def test_a_lost_session(page, address):
    lose_the_session(page)
    save(page)
    expect(page.get_by_label("Texto 1")).to_have_value("Digan cuánto costó.")
    assert faults_here(page) == []
    sign_in_beside(page)
    page.get_by_role("button", name="Enviar de nuevo").click()
    expect(page.locator("[name=to_authors]")).to_have_value("Digan cuánto costó.")
    assert Evaluation.objects.get().to_authors == "Digan cuánto costó."


def test_who_signs_in_beside_the_form_goes_on_writing(page, address):
    lose_the_session(page)
    sign_in_beside(page)
    page.locator("[name=to_authors]").press_sequentially(" Y con quién.")
    expect(page.locator("#saved")).to_contain_text("Borrador guardado", timeout=10_000)
    save(page)
    expect(page.locator("[name=to_authors]")).to_have_value("Digan cuánto costó. Y con quién.")


def test_the_key_that_sends_a_form_keeps_the_draft_and_hands_nothing_in(page):
    page.locator("[name=score-evidence]").first.press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_role("status").first).to_contain_text("Guardado. Nadie lo lee")
    assert Evaluation.objects.get().state == "accepted"


def test_what_is_missing_is_said_first_and_leads_to_its_question(page):
    page.fill("[name=to_authors]", "Digan cuánto costó.")
    page.get_by_role("button", name="Entregar").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    assert faults_here(page) == []
    summary.get_by_role("link").last.click()
    expect(page.locator("[name=recommendation]").first).to_be_in_viewport()
