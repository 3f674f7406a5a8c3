"""The memory of a process that has an index open and answers from it.

Printed are the megabytes of its own, and those with the pages of the index that it looks at: the system shares these
between processes, and takes them back when it needs them.
"""

import sys
from pathlib import Path

import django
import psutil


def main(folder: str) -> None:
    django.setup()
    from django.conf import settings

    from bench.corpus import Recipe
    from bench.search import as_served

    settings.INDEX_DIR = Path(folder)
    for question in Recipe(0).questions():
        as_served(question)
    used = psutil.Process().memory_info()
    print((used.rss - used.shared) / 1e6, used.rss / 1e6)


if __name__ == "__main__":
    main(sys.argv[1])
