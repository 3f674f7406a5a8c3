"""Documents and questions by a recipe: words of the municipal glossary and invented ones, used as unevenly as real
words are.

The same size gives the same documents, so that every engine is asked the same of the same.
"""

import random
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, chain, combinations
from math import comb

from enlacesur.matching.documents import Document
from enlacesur.matching.words import WORD

LENGTH = 65  # words of a document
TITLE = 8
ASKED = 9  # words of a question
QUESTIONS = 60
INVENTED = 30_000
WORDS, NAMES = 12_000, 1_500  # of a language; of them those that name something in the glossary
SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "la",
    "me",
    "ni",
    "po",
    "ra",
    "se",
    "ti",
    "vo",
    "zu",
    "cha",
    "lle",
    "tra",
    "mon",
]
THEMES = [f"tema-{number}" for number in range(23)]
TAGS = range(1, 4)  # themes of a document, as many as goals
FILED = sorted(chain.from_iterable(combinations(THEMES, number) for number in TAGS))  # themes that stand together
COUNTRIES = ["BR"] * 8 + ["AR"] * 6 + ["UY", "CL", "CO", "PE", "PY", "BO", "EC", "VE", "PA", "HN"]


class Recipe:
    """In order: by country, and within it by theme, as the platform's own come when an index is made of them."""

    def __init__(self, size: int, in_order: bool = False) -> None:
        self.dice = random.Random(size)
        self.size = size
        self.in_order = in_order
        self.filed = list(accumulate(1 / comb(len(THEMES), len(themes)) for themes in FILED))
        self.words = {language: vocabulary(language) for language in ("es", "pt")}
        most = len(self.words["es"])
        self.shares = list(accumulate(1 / (rank + 10) for rank in range(most)))

    def documents(self) -> Iterator[Document]:
        for number in range(1, self.size + 1):
            yield self.document(number)

    def document(self, number: int) -> Document:
        dice = self.dice
        language = dice.choice(("es", "pt"))
        words = dice.choices(self.words[language], cum_weights=self.shares, k=LENGTH)
        country, themes = self.place(number) if self.in_order else self.anywhere()
        return Document(
            kind="solution",
            id=number,
            language=language,
            title=" ".join(words[:TITLE]),
            text=" ".join(words[TITLE:]),
            url=f"/soluciones/{number}/",
            organisation_id=dice.randrange(1, 1001),
            country=country,
            population=dice.randrange(5_000, 3_000_000),
            themes=themes,
            sdgs=tuple(dice.sample(range(1, 18), dice.choice(TAGS))),
        )

    def anywhere(self) -> tuple[str, tuple[str, ...]]:
        (themes,) = self.dice.choices(FILED, cum_weights=self.filed)
        return self.dice.choice(COUNTRIES), themes

    def place(self, number: int) -> tuple[str, tuple[str, ...]]:
        """What stands at this place when all are put in order."""
        place = (number - 1) * len(COUNTRIES) / self.size
        country = COUNTRIES[int(place)]
        within = (place - COUNTRIES.index(country)) / COUNTRIES.count(country)
        return country, FILED[bisect_right(self.filed, within * self.filed[-1])]

    def questions(self) -> Iterator[str]:
        """Needs: words neither of every document nor of hardly any."""
        dice = random.Random(7)
        middle = self.words["es"][20:5_000]
        shares = list(accumulate(1 / (rank + 30) for rank in range(len(middle))))
        for _ in range(QUESTIONS):
            yield " ".join(dict.fromkeys(dice.choices(middle, cum_weights=shares, k=ASKED)))


def vocabulary(language: str) -> list[str]:
    """The same number of words in each language, the most used first."""
    from enlacesur.taxonomy.glossary import glossary

    dice = random.Random(language)
    labels = [label for concept in glossary().concepts.values() for label in concept.labels]
    names = [WORD.findall(label.text.lower()) for label in labels if label.language == language]
    known = {words[0] for words in names if len(words) == 1}
    invented = {"".join(dice.choices(SYLLABLES, k=dice.randrange(2, 5))) for _ in range(INVENTED)}
    mixed = dice.sample(sorted(known), NAMES) + dice.sample(sorted(invented - known), WORDS - NAMES)
    dice.shuffle(mixed)
    return mixed
