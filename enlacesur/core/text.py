import unicodedata


def folded(text: str) -> str:
    """Lower case, without accents or outer blanks: how names are compared."""
    decomposed = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
