"""Why a result appears and what does not fit: data, turned into sentences by `explain.py`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SharedConcept:
    """Both speak of the same thing; with the words used on each side."""

    concept: str
    here: str
    there: str
    here_language: str
    there_language: str


@dataclass(frozen=True)
class RelatedConcept:
    """What each speaks of is a kind of the same thing, the concept; with the words used on each side."""

    concept: str
    here: str
    there: str
    here_language: str
    there_language: str


@dataclass(frozen=True)
class Answer:
    """What the document speaks of is done about what the need speaks of, the concept; with the words of each side."""

    concept: str
    here: str
    there: str
    here_language: str
    there_language: str


@dataclass(frozen=True)
class SharedWords:
    words: tuple[str, ...]


@dataclass(frozen=True)
class SharedInTranslation:
    """Words of the need that the document's translation has."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class SimilarMeaning:
    """A sentence model finds the texts near, as wholes."""


@dataclass(frozen=True)
class SharedThemes:
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class SharedSdgs:
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class SimilarSize:
    population: int


@dataclass(frozen=True)
class SameCountry:
    country: str


@dataclass(frozen=True)
class Neighbour:
    country: str


@dataclass(frozen=True)
class Evidenced:
    exchanges: int


@dataclass(frozen=True)
class Adapted:
    """Other cities made it work too, and the one whose it is confirms it."""

    cities: int


@dataclass(frozen=True)
class PlacesLeft:
    places: int


@dataclass(frozen=True)
class SharedModality:
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class WithinCeiling:
    ceiling: int


@dataclass(frozen=True)
class SpeaksYours:
    """Written in another language, but they work in one of yours."""

    language: str


@dataclass(frozen=True)
class Fresh:
    day: date


# What does not fit


@dataclass(frozen=True)
class OtherLanguage:
    language: str


@dataclass(frozen=True)
class NoPlacesLeft:
    pass


@dataclass(frozen=True)
class MuchLarger:
    times: int


@dataclass(frozen=True)
class MuchSmaller:
    times: int


@dataclass(frozen=True)
class AboveCeiling:
    least: int
    ceiling: int


@dataclass(frozen=True)
class NoSharedTheme:
    pass


@dataclass(frozen=True)
class LongAgo:
    year: int


@dataclass(frozen=True)
class OtherModality:
    pass


@dataclass(frozen=True)
class WordsMissing:
    """Telling words of the need that the document does not have, under any name."""

    words: tuple[str, ...]


Reason = (
    SharedConcept
    | RelatedConcept
    | Answer
    | SharedWords
    | SharedInTranslation
    | SimilarMeaning
    | SharedThemes
    | SharedSdgs
    | SimilarSize
    | SameCountry
    | Neighbour
    | Evidenced
    | Adapted
    | PlacesLeft
    | SharedModality
    | WithinCeiling
    | SpeaksYours
    | Fresh
)
Misfit = (
    OtherLanguage
    | NoPlacesLeft
    | MuchLarger
    | MuchSmaller
    | AboveCeiling
    | NoSharedTheme
    | LongAgo
    | OtherModality
    | WordsMissing
)


@dataclass(frozen=True)
class Bridge:
    """The same thing, said otherwise here and there."""

    here: str
    here_language: str
    here_country: str
    there: str
    there_language: str
    there_country: str
