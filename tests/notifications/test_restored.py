"""A database restored from a dump does not know the mails that went since: their links lead to nobody's letter."""

import pytest
from django.db import connection

from enlacesur.notifications.mail import token_of
from enlacesur.notifications.models import Letter, LetterKind
from enlacesur.notifications.models.letters import number_on
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db


def letter_to(person):
    return Letter.objects.create(person=person, kind=LetterKind.AT_ONCE, to=person.email, domain="ciudad.example")


def restore(last):
    """As a dump has it that was made when this letter was the last one."""
    Letter.objects.filter(pk__gt=last.pk).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('notifications_letter', 'id'), %s)", [last.pk])


def test_no_letter_gets_the_number_of_one_that_went_after_the_dump(client):
    kept, gone = letter_to(PersonFactory()), letter_to(PersonFactory())
    link = f"/avisos/{token_of(gone)}/baja/"
    restore(kept)
    number_on()
    letter_to(PersonFactory())
    assert client.get(link).status_code == 404


def test_numbers_go_on_one_by_one_after_it():
    number_on()
    first, second = letter_to(PersonFactory()), letter_to(PersonFactory())
    assert second.pk == first.pk + 1
