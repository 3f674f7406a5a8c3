"""A process that looked for its words before they were compiled finds them afterwards."""

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

COMPILE = 'call_command("messages", compile_only=True)'
BY_ANOTHER = (
    f"import subprocess, sys; subprocess.run([sys.executable, '-c', "
    f"'import django; django.setup(); from django.core.management import call_command; {COMPILE}'], check=True)"
)
LATE = """
import django
django.setup()
from django.core.management import call_command
from django.utils import translation
with translation.override("es"):
    before = translation.gettext("Solutions")
{compile}
with translation.override("es"):
    print(before, "→", translation.gettext("Solutions"))
"""


def said_in(directory, compiling):
    """What a process says that looked for its words in a fresh copy of the platform before they were compiled."""
    ignore = ["--exclude=*.mo", "--exclude=__pycache__"]
    pack = subprocess.run(
        ["tar", "-c", *ignore, "enlacesur", "config", "profiles"], cwd=settings.BASE, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x"], cwd=directory, input=pack.stdout, check=True)
    environment = os.environ | {"PYTHONPATH": str(directory), "DJANGO_SETTINGS_MODULE": "config.settings"}
    code = LATE.format(compile=compiling)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=directory, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_words_compiled_late_are_found(tmp_path):
    assert said_in(tmp_path, COMPILE) == "Solutions → Soluciones"


def test_words_that_another_process_has_compiled_meanwhile_are_found(tmp_path):
    """Web and worker begin at once: one of the two compiles, and the other has looked already."""
    assert said_in(tmp_path, f"{BY_ANOTHER}\n{COMPILE}") == "Solutions → Soluciones"


@pytest.mark.parametrize("language", ["es", "pt_BR"])
def test_no_two_rooms_say_the_same_differently(language):
    """The rooms' catalogues become one: of two translations of a sentence one would be shown in both places."""
    said = defaultdict(set)
    for path in Path("enlacesur").glob(f"*/locale/{language}/LC_MESSAGES/django.po"):
        for message in read_po(path.open("rb")):
            if message.id:
                said[message.context, str(message.id)].add(str(message.string))
    assert [key for key, translations in said.items() if len(translations) > 1] == []
