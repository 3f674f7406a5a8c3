"""django-notifications-hq beside our fan-out, in a process of its own: its room has the name of one of ours."""

import os
import statistics
import time
from importlib.metadata import version
from typing import Any

import django
import psycopg

from bench.processes import Rows, say, sql, tell_parent

HQ = "django-notifications-hq"
PEOPLE = 2_000  # who are told
TIMES = 5  # that it is measured


def measure() -> Rows:
    """django-notifications-hq 1.8.3 does not load with Django 5.1 and later: its model names `index_together`, which is
    refused since. Here it is let through; the index is made by a migration, so the table is the package's own."""
    from django.core.management import call_command
    from django.db import transaction

    say(f"{HQ} {version(HQ)} DOES NOT LOAD with Django {django.__version__} (index_together): the bench lets it pass.")
    set_up_the_package()
    call_command("migrate", verbosity=0)
    sql(f"INSERT INTO accounts_person SELECT * FROM public.accounts_person LIMIT {PEOPLE}")
    yield HQ, statistics.median(sending() for _ in range(TIMES)), "rows/s"
    in_one = transaction.atomic(sending)
    yield f"{HQ}, one transaction", statistics.median(in_one() for _ in range(TIMES)), "rows/s"


def set_up_the_package() -> None:
    """In a schema of its own, with nothing of ours but the people."""
    import dj_database_url
    from django.conf import settings
    from django.db.models import options

    base: dict[str, Any] = {**dj_database_url.parse(os.environ["DATABASE_URL"])}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE SCHEMA hq")
    base["OPTIONS"] = {**base.get("OPTIONS", {}), "options": "-c search_path=hq"}
    options.DEFAULT_NAMES += ("index_together",)
    settings.configure(
        DATABASES={"default": base},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "enlacesur.accounts", "notifications"],
        AUTH_USER_MODEL="accounts.Person",
        USE_TZ=True,
    )
    django.setup()


def sending() -> float:
    from notifications.signals import notify

    from enlacesur.accounts.models import Person

    actor = Person.objects.earliest("id")
    began = time.perf_counter()
    notify.send(actor, recipient=Person.objects.all(), verb="published")
    took = time.perf_counter() - began
    return Person.objects.count() / took


if __name__ == "__main__":
    tell_parent(measure())
