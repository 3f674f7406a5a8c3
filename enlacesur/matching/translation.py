"""Spanish and Portuguese into each other by Apertium, where it is installed. It is called as a program of its own."""

import logging
import shutil
import subprocess
from functools import cache, lru_cache

from enlacesur.matching.analysis import CONTROL

logger = logging.getLogger(__name__)

MODES = {("es", "pt"): ("es-pt_BR", "spa-por_BR", "es-pt", "spa-por"), ("pt", "es"): ("pt-es", "por-spa")}
TIMEOUT = 4.0  # seconds: a page does not wait longer for a translation
MAX_CHARACTERS = 20_000


@cache
def installed_modes() -> dict[tuple[str, str], str]:
    """For each direction the best mode that this machine has."""
    if not shutil.which("apertium"):
        return {}
    there = set(run(["-l"], "").split())
    found = {pair: next((mode for mode in modes if mode in there), "") for pair, modes in MODES.items()}
    return {pair: mode for pair, mode in found.items() if mode}


def is_installed() -> bool:
    try:
        return len(installed_modes()) == len(MODES)
    except (subprocess.SubprocessError, OSError):
        return False


def translate(text: str, source: str, target: str) -> str | None:
    """The text in the other language, or None when there is no translator or it does not answer in time."""
    if not text.strip() or len(text) > MAX_CHARACTERS:
        return None
    try:
        return translated(CONTROL.sub(" ", text), source, target)
    except (subprocess.SubprocessError, OSError) as fault:
        logger.warning("The translator did not answer: %s", fault)
        return None


@lru_cache(maxsize=2000)
def translated(text: str, source: str, target: str) -> str | None:
    """Kept for the same text asked again; a failure is raised, for it is not to be kept."""
    mode = installed_modes().get((source, target))
    return run(["-u", mode], text).strip("\n") or None if mode else None


def run(arguments: list[str], text: str) -> str:
    done = subprocess.run(  # noqa: S603  the arguments are ours, the text goes by standard input
        ["apertium", *arguments],  # noqa: S607
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT,
        check=True,
    )
    return done.stdout
