from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from enlacesur.journal.actions import number_anew
from enlacesur.matching import index
from enlacesur.notifications.models.letters import number_on
from enlacesur.portal import worker
from enlacesur.portal.checks import database_fault, key_fault


class Command(BaseCommand):
    help = "Follow the journal (search index, notices) and run background jobs, until told to stop."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what there is to do, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if fault := key_fault() or database_fault():
            raise CommandError(fault)
        call_command("messages", compile_only=True)
        if come_from_elsewhere():
            index.rebuild()
        if once:
            worker.drain()
        else:
            worker.run()


def come_from_elsewhere() -> bool:
    """Whether the database was restored from another server's. What follows from it is done with it, or not at all."""
    with transaction.atomic():
        restored = number_anew()
        if restored:
            number_on()
    return restored
