"""Saying what interests one, with the forecast beside it."""

import pytest

from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.journeys.conftest import PHONE
from tests.journeys.test_pages import open_page, sign_in, signs_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREEN = {"width": 1280, "height": 800}
IN_SIGHT = """() => { const box = document.querySelector('#forecast h2').getBoundingClientRect();
                      return box.top >= 0 && box.bottom <= innerHeight }"""


@pytest.fixture
def lucia(network):
    return affiliate(signs_in(PersonFactory(email="lucia@rivera.example")), CityFactory(name="Rivera")).person


def test_the_forecast_follows_what_is_typed_and_stays_in_sight(browser, live_server, lucia):
    page = open_page(browser, SCREEN)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/intereses/nuevo/")
    page.locator("[name=words]").press_sequentially("compostaje")
    page.wait_for_selector("#forecast:has-text('En los últimos 90 días')")
    assert page.evaluate(IN_SIGHT)
    page.locator("[name=level]").last.focus()
    assert page.evaluate(IN_SIGHT)


def test_without_javascript_the_page_opens_at_the_forecast(browser, live_server, lucia):
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/intereses/nuevo/?words=compostaje")
    page.check("[name=kinds][value=solution]")
    page.get_by_role("button", name="¿Qué traería?").click()
    assert page.url.endswith("/intereses/nuevo/?words=compostaje#forecast")
    assert "En los últimos 90 días" in page.inner_text("#forecast")


def test_on_a_phone_the_forecast_is_near_what_is_chosen(browser, live_server, lucia):
    page = browser.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/intereses/nuevo/?words=compostaje&countries=BR&sdgs=12")
    chosen, forecast = (page.locator(place).bounding_box()["y"] for place in ("[name=words]", "#forecast"))
    assert forecast - chosen < 2 * PHONE["height"]


def test_the_line_of_a_folded_list_follows_what_is_chosen_in_it(browser, live_server, lucia):
    page = open_page(browser, PHONE)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/intereses/nuevo/")
    page.locator("summary:has-text('Países')").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.wait_for_selector("#chosen-countries:has-text('Argentina')")
    assert page.evaluate("document.activeElement.value") == "AR"
