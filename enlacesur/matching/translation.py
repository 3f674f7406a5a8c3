"""Spanish and Portuguese into each other by Apertium, where it is installed."""

import shutil
import subprocess
from functools import cache, lru_cache

MODES = {("es", "pt"): ("es-pt_BR", "spa-por_BR", "es-pt", "spa-por"), ("pt", "es"): ("pt-es", "por-spa")}
TIMEOUT = 4  # seconds: a page does not wait longer for a translation
MAX_CHARACTERS = 20_000


@cache
def installed_modes() -> dict[tuple[str, str], str]:
    """For each direction the best mode that this machine has."""
    if not shutil.which("apertium"):
        return {}
    listed = subprocess.run(["apertium", "-l"], capture_output=True, text=True, timeout=TIMEOUT, check=False)  # noqa: S607
    there = set(listed.stdout.split())
    found = {pair: next((mode for mode in modes if mode in there), "") for pair, modes in MODES.items()}
    return {pair: mode for pair, mode in found.items() if mode}


def is_installed() -> bool:
    return len(installed_modes()) == len(MODES)


@lru_cache(maxsize=2000)
def translate(text: str, source: str, target: str) -> str | None:
    """The text in the other language, or None when there is no translator or it does not answer in time."""
    mode = installed_modes().get((source, target))
    if mode is None or not text.strip() or len(text) > MAX_CHARACTERS:
        return None
    try:
        done = subprocess.run(  # noqa: S603  the mode is one of ours, the text goes by standard input
            ["apertium", "-u", mode],  # noqa: S607
            input=text,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout.strip("\n") or None
