"""Who has another address now: it takes the place of the one before as soon as it is confirmed, in one go."""

import re

import pytest
from django.core import mail

from enlacesur.notifications.models import Preferences
from tests.factories.notifications import reachable

pytestmark = pytest.mark.django_db

FRESH = "lucia@intendencia.example"


@pytest.fixture
def mine(client, lucia):
    reachable(lucia)
    client.force_login(lucia)
    return client


def ask(client):
    page = client.post("/cuenta/email/", {"email": FRESH, "action_add": ""}, follow=True).content.decode()
    [message] = mail.outbox
    return page, re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", message.body, re.MULTILINE)[0]


def test_the_page_says_where_mails_go_and_what_is_to_be_done(mine, lucia):
    page = mine.get("/cuenta/email/").content.decode()
    assert f"Los correos para usted van a {lucia.email}." in page
    assert "Enviar el código" in page


def test_until_it_is_confirmed_nothing_changes(mine, lucia):
    before = lucia.email
    ask(mine)
    lucia.refresh_from_db()
    assert lucia.email == before


def test_confirmed_it_is_the_only_one(mine, lucia):
    _page, code = ask(mine)
    mine.post("/cuenta/confirm-email/", {"code": code})
    lucia.refresh_from_db()
    assert lucia.email == FRESH
    assert [(row.email, row.verified, row.primary) for row in lucia.emailaddress_set.all()] == [(FRESH, True, True)]


def test_that_another_one_took_no_mail_is_no_longer_said(mine, lucia):
    Preferences.objects.create(person=lucia, dead_address=lucia.email)
    assert "Los correos para usted vuelven" in mine.get("/buzon/").content.decode()
    _page, code = ask(mine)
    mine.post("/cuenta/confirm-email/", {"code": code})
    assert "Los correos para usted vuelven" not in mine.get("/buzon/").content.decode()
