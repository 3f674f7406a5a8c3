"""A database restored from a dump, into any server, does not know the mails that went since: their numbers are given
again, but what they lead to, and what comes back of them, is nobody's letter."""

import pytest
from django.db import connection

from enlacesur.notifications.bounces import NoBounceError, take_in
from enlacesur.notifications.mail import own_headers, proof_of, return_address, token_of
from enlacesur.notifications.models import Letter, LetterKind, Notification, Preferences
from tests.factories.network import PersonFactory
from tests.factories.practices import publish
from tests.notifications.test_bounces import report

pytestmark = pytest.mark.django_db


def letter_to(person):
    return Letter.objects.create(person=person, kind=LetterKind.AT_ONCE, to=person.email, domain="ciudad.example")


@pytest.fixture
def gone(settings):
    """A letter that went after the dump. Another one to somebody else has its number now."""
    settings.BOUNCE_ADDRESS = "rebotes@red.example"
    letter = letter_to(PersonFactory())
    kept = Letter.objects.get(pk=letter.pk)
    letter.delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('notifications_letter', 'id'), %s, false)", [kept.pk])
    assert letter_to(PersonFactory()).pk == kept.pk
    return kept


def test_a_link_of_it_stops_nothing_of_whose_letter_has_its_number(client, gone):
    page = f"/avisos/{token_of(gone)}/baja/"
    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404
    assert not Preferences.objects.exists()


def test_nor_opens_it_what_they_were_told(client, gone, rivera, lucia):
    theirs = Letter.objects.get()
    publish(rivera, lucia)
    notice = Notification.objects.create(person=theirs.person, event_id=1, thing="solution:1", letter=theirs)
    assert client.get(f"/avisos/{token_of(gone)}/{proof_of(gone.pk, notice.pk)}/").status_code == 404


def test_one_that_comes_back_says_nothing_of_their_address(gone):
    with pytest.raises(NoBounceError, match="no longer in the log"):
        take_in(report(return_address(gone)))
    assert not Preferences.objects.exists()


def test_no_mail_program_takes_the_new_mail_for_the_one_that_it_has(gone):
    assert own_headers(gone)["Message-ID"] != own_headers(Letter.objects.get())["Message-ID"]
