import unicodedata


def folded(text: str) -> str:
    """Lower case, without accents or outer blanks: how names are compared."""
    decomposed = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def cut(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis, at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
