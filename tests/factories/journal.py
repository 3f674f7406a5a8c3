"""What migrations make of events that were recorded before them."""

from importlib import import_module

from django.db import connection


def words_to_places(room: str, migration: str) -> None:
    sql = import_module(f"enlacesur.{room}.migrations.{migration}").WORDS_TO_PLACES
    with connection.cursor() as cursor:
        cursor.execute(sql)
