import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches


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
