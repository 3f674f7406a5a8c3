from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from enlacesur.journal.actions import number_anew
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
        number_anew()
        if once:
            worker.drain()
        else:
            worker.run()
