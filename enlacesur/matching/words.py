"""Single words: where they are in a text, their stems, and the token that carries both."""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from Stemmer import Stemmer

from enlacesur.core.text import folded
from enlacesur.matching.stopwords import STORY

LANGUAGES = ("es", "pt", "en")
OTHER = {"es": "pt", "pt": "es"}  # into which the translator puts a text
ALGORITHMS = {"es": "spanish", "pt": "portuguese", "en": "english"}
LONGEST_WORD = 40
SHORT_ENDING = re.compile(r"(?<=...)(?:[aeo]s?|s)$")
WORD = re.compile(r"[^\W_]+")


class Token(NamedTuple):
    """A word that says something: where it stands, how it is written, and by what it meets others."""

    start: int
    end: int
    word: str
    stem: str
    key: str
    after_break: bool


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The stem of the accented word, folded afterwards."""
    found = folded(Stemmer(ALGORITHMS[language], 0).stemWord(word))  # one of its own: none serves two threads
    # Snowball leaves short words as they are: alto, altos.
    return found if language == "en" else SHORT_ENDING.sub("", found)


@cache
def story_stems(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in STORY[language])


def is_story(token: Token, language: str) -> bool:
    """A number, a date, a light verb: a word of any story."""
    return token.word.isdecimal() or token.stem in story_stems(language)
