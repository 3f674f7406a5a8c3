"""The memory of a process that has an index open and answers from it: megabytes, printed."""

import sys
from pathlib import Path

import django


def main(folder: str) -> None:
    django.setup()
    from django.conf import settings

    from bench.corpus import Recipe
    from bench.search import as_served, memory

    settings.INDEX_DIR = Path(folder)
    for question in Recipe(0).questions():
        as_served(question)
    print(memory())


if __name__ == "__main__":
    main(sys.argv[1])
