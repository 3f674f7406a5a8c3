"""The inbox by keyboard alone."""

import pytest
from django.core import mail

from enlacesur.network.models import Affiliation
from enlacesur.notifications.models import Notification, Preferences
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, make_due, post_letters
from tests.factories.practices import publish
from tests.journeys.conftest import PHONE
from tests.journeys.test_pages import open_page, sign_in, signs_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENDLESS = "palabra" * 17


@pytest.fixture
def told(network):
    """Lucía, with notices of three solutions, the newest first."""
    lucia = signs_in(PersonFactory(email="lucia@rivera.example"))
    affiliate(lucia, CityFactory(name="Rivera"))
    interest(lucia, kinds=["solution"])
    city = CityFactory(name="Canoas", country="BR")
    author = affiliate(PersonFactory(), city).person
    for n in range(3):
        publish(city, author, title=f"Compostaje número {n}")
    fan_out()
    return lucia


def focused(page):
    return page.evaluate("document.activeElement.textContent")


def test_j_and_k_go_from_notice_to_notice_and_e_marks_as_read_and_keeps_the_place(browser, live_server, told):
    page = open_page(browser)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/buzon/")
    for key, number in (("j", 2), ("j", 1), ("k", 2)):
        page.keyboard.press(key)
        assert f"Compostaje número {number}" in focused(page)
    with page.expect_navigation():
        page.keyboard.press("e")
    assert "Compostaje número 1" in focused(page)
    assert [notice.event.title for notice in Notification.objects.exclude(read_at=None)] == ["Compostaje número 2"]


def test_j_opens_what_is_folded(browser, live_server, told):
    author = Affiliation.objects.get(organisation__name="Canoas").person
    for n in range(3, 5):
        publish(author.affiliations.get().organisation, author, title=f"Compostaje número {n}")
    fan_out()
    page = open_page(browser)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/buzon/")
    assert not page.get_by_text("Compostaje número 2").is_visible()
    for _ in range(3):
        page.keyboard.press("j")
    assert "Compostaje número 2" in focused(page)
    assert page.get_by_text("Compostaje número 2").first.is_visible()


def test_letters_typed_into_a_field_are_letters(browser, live_server, told):
    page = open_page(browser)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/buzon/")
    page.focus("#q")
    page.keyboard.type("jek")
    assert page.input_value("#q") == "jek"
    assert not Notification.objects.exclude(read_at=None).exists()


def test_a_mail_with_an_endless_word_is_no_wider_than_the_phone(browser, told):
    author = affiliate(PersonFactory(), CityFactory(name="Ivoti", country="BR")).person
    publish(author.affiliations.get().organisation, author, title=ENDLESS, summary=ENDLESS)
    fan_out()
    make_due()
    post_letters()
    page = open_page(browser)
    page.set_content(mail.outbox[0].alternatives[0].content)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("path", ["/buzon/", "/intereses/", "/intereses/ritmo/"])
def test_that_mails_come_back_is_said_before_all_else(browser, live_server, told, path):
    Preferences.objects.update_or_create(person=told, defaults={"dead_address": told.email})
    page = open_page(browser)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}{path}")
    said = page.get_by_text("Los correos para usted vuelven sin entregarse").bounding_box()
    assert said["y"] < PHONE["height"]
