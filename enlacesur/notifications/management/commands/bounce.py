import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enlacesur.notifications.bounces import NoBounceError, take_in


class Command(BaseCommand):
    help = "Take in a mail that came back, from a file or from standard input, as a mail server hands it over."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        try:
            letter = take_in(file.read_bytes() if file else sys.stdin.buffer.read())
        except (OSError, NoBounceError) as fault:
            raise CommandError(f"Not taken in: {fault}") from fault
        self.stdout.write(f"{letter.to}: {letter.state}")
