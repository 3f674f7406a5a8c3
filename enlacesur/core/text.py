import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def folded(text: str) -> str:
    """Lower case, without accents or outer blanks: how names are compared."""
    decomposed = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def nearest(said: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Of folded words, those that somebody may mean who wrote none of them, the nearest first."""
    return get_close_matches(folded(said)[:80], list(known), n=most, cutoff=0.75)


def cut(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis, at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def on_one_line(text: str) -> str:
    """What another machine said, as it can be kept and listed: the database takes no NUL."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())
