"""The console command `enlacesur`: Django's commands and our own, with the embedded database when none is named."""

import os
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not os.environ.get("DATABASE_URL"):
        from config import embedded

        var = Path(os.environ.get("ENLACESUR_VAR", BASE / "var"))
        os.environ["DATABASE_URL"] = embedded.start(var / "postgres")


def main() -> None:
    """`enlacesur import members FILE` is the command import_members; every other name is its own."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["import"]:
        arguments = ["_".join(arguments[:2]), *arguments[2:]]
    prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["enlacesur", *arguments])


if __name__ == "__main__":
    main()
