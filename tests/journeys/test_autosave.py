"""A draft saves itself while its author types, and is there after the phone was put away."""

import pytest
from playwright.sync_api import expect

from enlacesur.practices.models import Draft
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.practices import begin
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "una-frase-larga-y-propia"


def test_what_is_typed_is_kept_without_pressing_anything(browser, live_server, network):
    rivera = CityFactory(name="Rivera", country="UY")
    lucia = PersonFactory(name="Lucía")
    lucia.set_password(PASSWORD)
    lucia.save()
    lucia.emailaddress_set.create(email=lucia.email, verified=True, primary=True)
    practice = begin(rivera, affiliate(lucia, rivera).person)
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{live_server.url}/cuenta/login/")
    page.fill("[name=login]", lucia.email)
    page.fill("[name=password]", PASSWORD)
    page.locator("form[action$='/login/'] button").first.click()
    page.wait_for_url("**/tablero/")

    page.goto(f"{live_server.url}/soluciones/{practice.pk}/editar/")
    page.locator("[name=problem]").press_sequentially("Los domingos queda fruta en la calle.")
    expect(page.locator("#saved")).to_contain_text("Borrador guardado a las", timeout=10_000)
    assert Draft.objects.get().fields["problem"] == ["Los domingos queda fruta en la calle."]

    page.goto(live_server.url)
    page.goto(f"{live_server.url}/soluciones/{practice.pk}/editar/")
    expect(page.locator("[name=problem]")).to_have_value("Los domingos queda fruta en la calle.")
