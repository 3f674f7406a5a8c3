"""Accounts that were closed before all was forgotten that is forgotten now: the migrations make up for it."""

from importlib import import_module

from django.db import connection

from enlacesur.accounts.models import Person
from enlacesur.journal.models import Event
from enlacesur.network.actions import ask_to_join, refuse
from enlacesur.network.models import Affiliation
from enlacesur.review import community
from enlacesur.review.models import Evaluator
from tests.factories.review import offered

MIGRATIONS = {
    "network": "0007_closed_accounts_leave_no_name",
    "review": "0007_closed_accounts_leave_no_reasons",
}


def forget():
    with connection.cursor() as cursor:
        for room, name in MIGRATIONS.items():
            cursor.execute(import_module(f"enlacesur.{room}.migrations.{name}").FORGET)


def rows():
    return str([*Event.objects.values(), *Affiliation.objects.values(), *Evaluator.objects.values()])


def test_their_names_and_what_was_said_of_them_are_forgotten(rivera, ramon, stranger, secretary):
    refuse(ask_to_join(stranger, rivera, message="Soy Extraña."), by=ramon, reason="Extraña no trabaja aquí.")
    community.refuse(offered(stranger), "Extraña conoce a todos.", by=secretary)
    Person.objects.filter(pk=stranger.pk).update(is_active=False, email="closed-1-x@invalid")
    forget()
    assert "Extraña" not in rows()
    assert "Ramón" in rows()


def test_of_others_nothing_is(rivera, ramon, stranger):
    refuse(ask_to_join(stranger, rivera, message="Soy Extraña."), by=ramon, reason="Extraña no trabaja aquí.")
    before = rows()
    forget()
    assert rows() == before
