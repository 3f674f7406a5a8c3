from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enlacesur.core.spreadsheet import Unreadable
from enlacesur.network.members_file import import_members, write_errors


class Command(BaseCommand):
    help = "Bring the secretariat's list of members in: CSV or XLSX. All of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}")
        try:
            outcome = import_members(file, dry_run=dry_run)
        except Unreadable as fault:
            raise CommandError(str(fault)) from fault
        if outcome.errors:
            target = write_errors(file, outcome.errors)
            raise CommandError(f"{len(outcome.errors)} rows have errors; nothing was written. Mend them in {target}")
        verb = "would be" if dry_run else "were"
        self.stdout.write(f"{outcome.created} members {verb} added, {outcome.changed} changed, {outcome.same} the same")
