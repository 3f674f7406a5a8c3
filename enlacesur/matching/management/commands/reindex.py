import time
from typing import Any

from django.core.management.base import BaseCommand

from enlacesur.matching import index


class Command(BaseCommand):
    help = "Build the search index anew from the database, beside the one in use, then swap. Serving goes on."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        count = index.rebuild(lambda done: self.stdout.write(f"{done} documents…"))
        self.stdout.write(f"{count} documents in the index, in {time.monotonic() - began:.1f} seconds")
