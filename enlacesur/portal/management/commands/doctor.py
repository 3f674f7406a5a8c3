import sys
from typing import Any

from django.core.management.base import BaseCommand

from enlacesur.portal.checks import findings


class Command(BaseCommand):
    help = "Look at everything around the platform, from database to disk; say what is missing and how to get it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = findings()
        for finding in found:
            sign = "ok  " if not finding.fault else "MEND" if finding.needed else "note"
            self.stdout.write(f"{sign}  {finding.name:<11} {finding.fault or finding.good}")
        if any(finding.fault and finding.needed for finding in found):
            sys.exit(1)
