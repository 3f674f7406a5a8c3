"""From a text to what can be compared: words with their stems, cognate keys and concepts, each with its place."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from enlacesur.core.text import folded
from enlacesur.matching.cognates import key
from enlacesur.matching.lexicon import Spotted, lexicon
from enlacesur.matching.stopwords import STOPWORDS, TELLING
from enlacesur.matching.words import LANGUAGES, LONGEST_WORD, WORD, Token, stem

LONGEST_TEXT = 60_000  # characters; what comes after is not read
BREAK = re.compile(r"[.;:!?¡¿\n()«»\"“”]")
TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

# Monday to Friday in Portuguese are no fairs. Covered by blanks, so that offsets hold.
WEEKDAY = re.compile(r"\b(?:segunda|ter[cç]a|quarta|quinta|sexta)s?[ -]feiras?\b")

# Letters that only one of the two languages writes.
LETTERS = {
    "es": re.compile(r"[ñ¿¡]|ción\b|\by\b|ll", re.IGNORECASE),
    "pt": re.compile(r"[ãõçêâôà]|\bé\b|lh|nh|\be\b", re.IGNORECASE),
}
# What an ending of a word typed without accents stands for, when no vocabulary knows the word.
UNACCENTED: dict[str, list[tuple[re.Pattern[str], Any]]] = {
    "es": [(re.compile(r"([cst])ion$"), r"\1ión"), (re.compile(r"logia(s?)$"), r"logía\1")],
    "pt": [
        (re.compile(r"(?<=..)([cs])ao$"), lambda found: {"c": "ção", "s": "são"}[found[1]]),
        (re.compile(r"([cs])oes$"), lambda found: {"c": "ções", "s": "sões"}[found[1]]),
        (re.compile(r"([ae])ncia(s?)$"), lambda found: {"a": "â", "e": "ê"}[found[1]] + f"ncia{found[2]}"),
        (re.compile(r"([ai])vel$"), lambda found: {"a": "á", "i": "í"}[found[1]] + "vel"),
        (re.compile(r"([ao])rio(s?)$"), lambda found: {"a": "á", "o": "ó"}[found[1]] + f"rio{found[2]}"),
    ],
}


@dataclass(frozen=True)
class Analysed:
    """A text as the index and the explanation see it. Offsets are those of `text`, which is plain."""

    text: str
    language: str
    tokens: tuple[Token, ...]
    spotted: tuple[Spotted, ...]

    def written(self, first: int, last: int) -> str:
        """The text from one token to another, as its author wrote it."""
        return self.text[self.tokens[first].start : self.tokens[last].end]


def plain(text: str) -> str:
    """Text without tags, control characters and runs of blanks; line ends stay."""
    text = CONTROL.sub(" ", text[:LONGEST_TEXT])
    if "<" in text:
        text = TAG.sub(" ", text)
    if "&" in text:
        text = CONTROL.sub(" ", html.unescape(text))
    return BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def guess_language(text: str, default: str = "es") -> str:
    """Spanish or Portuguese (or English), by small words and letters; `default` when nothing tells."""
    text = plain(text)[:4000].lower()
    words = WORD.findall(text)
    points = {language: sum(word in telling for word in words) for language, telling in TELLING.items()}
    for language, letters in LETTERS.items():
        points[language] += len(letters.findall(text))
    best = max(points.values())
    if not best or points.get(default) == best:
        return default
    return next(language for language in LANGUAGES if points[language] == best)


def analyse(text: str, language: str, country: str = "", accents: Mapping[str, str] | None = None) -> Analysed:
    """Analyse a text of a known language. The country decides what a word means that is said of several things;
    `accents` adds spellings to the glossary's, for words typed without."""
    text = plain(text)
    language = language if language in LANGUAGES else "es"
    tokens = tuple(tokens_of(text, language, accents))
    return Analysed(text, language, tokens, lexicon().spot(tokens, language, country))


def said_in_translation(translated: str, language: str, original: Iterable[Token]) -> list[Token]:
    """What a translation into a language says. A look-alike of another meaning that the translator left as it was
    says nothing."""
    kept = {token.word for token in original}
    tokens = tokens_of(plain(translated), language, None)
    return [token for token in tokens if not (token.key.endswith(f"@{language}") and token.word in kept)]


def tokens_of(text: str, language: str, accents: Mapping[str, str] | None) -> Iterator[Token]:
    lower = text.lower()
    lower = lower if len(lower) == len(text) else text  # a few letters grow when lowered; offsets must hold
    bare = language != "en" and (lower.isascii() or folded(lower) == lower.strip())
    if language == "pt":
        lower = WEEKDAY.sub(lambda found: " " * len(found[0]), lower)
    stopwords, guarded = STOPWORDS[language], lexicon().guarded[language]
    end = 0
    for found in WORD.finditer(lower):
        word = found[0][:LONGEST_WORD]
        if word in stopwords or (len(word) < 2 and not word.isdecimal()):
            continue
        after_break = BREAK.search(lower, end, found.start()) is not None
        end = found.end()
        if bare:
            word = restored(word, language, accents)
        yield Token(found.start(), end, word, stem(word, language), key_of(word, language, guarded), after_break)


def key_of(word: str, language: str, guarded: frozenset[str]) -> str:
    """The cognate key, kept to its own language for words that look like another of the other language."""
    found = key(word)
    return f"{found}@{language}" if found in guarded else found


def restored(word: str, language: str, accents: Mapping[str, str] | None = None) -> str:
    """The word with the accents that its writer left out, as far as they are known."""
    known = (accents or {}).get(word) or lexicon().accents[language].get(word)
    if known:
        return known
    for ending, accented in UNACCENTED.get(language, []):
        if ending.search(word):
            return str(ending.sub(accented, word))
    return word
