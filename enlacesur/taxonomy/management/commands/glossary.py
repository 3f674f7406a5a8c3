import sys
from typing import Any

from django.core.management.base import BaseCommand

from enlacesur.taxonomy.glossary import check, glossary


class Command(BaseCommand):
    help = "Check the municipal glossary of the profile: errors, duplicates, cycles, missing languages."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for fault in (faults := check()):
            self.stdout.write(fault)
        if faults:
            sys.exit(1)
        found = glossary()
        words = sum(len(concept.labels) for concept in found.concepts.values())
        self.stdout.write(f"{len(found.concepts)} concepts, {words} words, {len(found.guards)} guards: all well")
