"""Spanish and Portuguese into each other by Apertium, where it is installed (`settings.TRANSLATOR`).

It is called as a program of its own, and what it said is kept in the database.
"""

import hashlib
import logging
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.utils import timezone

from enlacesur.matching.analysis import CONTROL
from enlacesur.matching.models import Translation

logger = logging.getLogger(__name__)

MODES = {("es", "pt"): ("es-pt_BR", "spa-por_BR", "es-pt", "spa-por"), ("pt", "es"): ("pt-es", "por-spa")}
ENGLISH = {("es", "en"): ("spa-eng", "es-en")}  # for sentence models that know no other language
TIMEOUT = 4.0  # seconds: a page does not wait longer for a translation
PER_SECOND = 20_000  # characters that a slow machine translates, for many texts together
MAX_CHARACTERS = 20_000  # of one text
PORTION = 200_000  # characters that go to the program together
KEPT = timedelta(days=180)
MARK = "§§§"  # between the texts of a portion


def installed_modes() -> dict[tuple[str, str], str]:
    """For each direction the best mode that this machine has."""
    program = shutil.which(settings.TRANSLATOR) if settings.TRANSLATOR else None
    return modes_of(program) if program else {}


@cache
def modes_of(program: str) -> dict[tuple[str, str], str]:
    there = set(run(["-l"], "", TIMEOUT).split())
    found = {pair: next((mode for mode in modes if mode in there), "") for pair, modes in (MODES | ENGLISH).items()}
    return {pair: mode for pair, mode in found.items() if mode}


def is_installed() -> bool:
    try:
        return installed_modes().keys() >= MODES.keys()
    except (subprocess.SubprocessError, OSError):
        return False


def translations(texts: Sequence[str], source: str, target: str) -> list[str | None]:
    """Each text in the other language, or None when there is no translator or it does not answer in time."""
    mode = mode_of(source, target)
    if not mode:
        return [None] * len(texts)
    plain = [CONTROL.sub(" ", text).strip() for text in texts]
    wanted = {text: digest_of(text, source, target) for text in plain if 0 < len(text) <= MAX_CHARACTERS}
    kept = dict(Translation.objects.filter(digest__in=wanted.values()).values_list("digest", "text"))
    missing = [text for text, digest in wanted.items() if digest not in kept]
    fresh = {wanted[text]: said for text, said in translated(missing, mode)}
    Translation.objects.bulk_create(
        [Translation(digest=digest, text=said) for digest, said in fresh.items()], ignore_conflicts=True
    )
    known = kept | fresh
    return [known.get(wanted.get(text, "")) for text in plain]


def forget_old_translations() -> None:
    """Of texts that may be no more. Those that are still needed are made again."""
    Translation.objects.filter(made_at__lt=timezone.now() - KEPT).delete()


def digest_of(text: str, source: str, target: str) -> str:
    return hashlib.sha256(f"{source} {target} {text}".encode("utf-8", "replace")).hexdigest()


def mode_of(source: str, target: str) -> str:
    """The name that the program gives to this direction; empty where it does not know it."""
    try:
        return installed_modes().get((source, target), "")
    except (subprocess.SubprocessError, OSError) as fault:
        logger.warning("The translator does not say what it knows: %s", fault)
        return ""


def translated(texts: Sequence[str], mode: str) -> Iterator[tuple[str, str]]:
    """What the program makes of the texts. Where it fails or takes too long, the rest is left for another time."""
    try:
        for portion in portions(texts):
            yield from zip(portion, asked(portion, mode), strict=True)
    except (subprocess.SubprocessError, OSError) as fault:
        logger.warning("The translator did not answer: %s", fault)


def portions(texts: Sequence[str]) -> Iterator[list[str]]:
    portion: list[str] = []
    for text in texts:
        if portion and sum(map(len, portion)) + len(text) > PORTION:
            yield portion
            portion = []
        portion.append(text)
    if portion:
        yield portion


def asked(texts: Sequence[str], mode: str) -> list[str]:
    """One call for many texts. If one of them swallows a mark, one call each."""
    whole = f"\n\n{MARK}\n\n".join(texts)
    said = run(["-u", mode], whole, TIMEOUT + len(whole) / PER_SECOND)
    pieces = [piece.strip() for piece in said.split(MARK)]
    if len(pieces) == len(texts):
        return pieces
    return [run(["-u", mode], text, TIMEOUT).strip() for text in texts]


def run(arguments: list[str], text: str, timeout: float) -> str:
    done = subprocess.run(  # noqa: S603  the arguments are ours, the text goes by standard input
        [settings.TRANSLATOR, *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=timeout,
        check=True,
    )
    return done.stdout
