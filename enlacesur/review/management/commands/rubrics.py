import sys
from typing import Any

from django.core.management.base import BaseCommand

from enlacesur.review.rubrics import faults, names, path_of


class Command(BaseCommand):
    help = "Check the rubrics of the profile: weights that sum to 1, every language, slugs, scale."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = [fault for name in names() for fault in faults(path_of(name))]
        for fault in found:
            self.stdout.write(fault)
        if found:
            sys.exit(1)
        self.stdout.write(f"{len(names())} rubrics: all well")
