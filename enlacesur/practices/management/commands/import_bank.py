from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from enlacesur.core.spreadsheet import Unreadable
from enlacesur.practices.bank_file import table_of
from enlacesur.practices.importing import Fate, bring_in, plans
from enlacesur.practices.models import Shelf


class Command(BaseCommand):
    help = "Bring an existing bank or observatory over: CSV or XLSX. Each row by itself; a faulty one is left out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--shelf", choices=Shelf.values, required=True)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")

    def handle(self, *args: Any, file: Path, shelf: str, dry_run: bool, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}")
        with translation.override("en"):
            try:
                unknown, read = table_of(file.read_bytes())
                rows = list(read)
            except Unreadable as no:
                raise CommandError(str(no)) from no
            done = plans(rows, Shelf(shelf)) if dry_run else bring_in(rows, Shelf(shelf), by=None)
        for heading in unknown:
            self.stderr.write(f"column “{heading}”: not understood, left out")
        for fault in (fault for plan in done for fault in plan.faults):
            self.stderr.write(f"row {fault.row}, {fault.column or 'as a whole'}: {fault.sentence}")
        counts, verb = Counter(plan.fate for plan in done), "would be" if dry_run else "were"
        self.stdout.write(
            f"{counts[Fate.NEW]} practices {verb} added, {counts[Fate.CHANGED]} changed, {counts[Fate.SAME]} the same, "
            f"{counts[Fate.FAULTY]} rows {verb} left out"
        )
