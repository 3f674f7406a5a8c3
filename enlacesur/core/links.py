from django.conf import settings
from django.utils.translation import get_language


def localised(path: str, language: str | None = None) -> str:
    """A stored address, which is kept without a language, in the reader's or another one: Spanish has no prefix."""
    language = language or get_language() or settings.LANGUAGE_CODE
    bare = neutral(path)
    return bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}"


def neutral(path: str) -> str:
    """The address without its language."""
    for code, _name in settings.LANGUAGES:
        if path.startswith(f"/{code}/"):
            return path.removeprefix(f"/{code}")
    return path
