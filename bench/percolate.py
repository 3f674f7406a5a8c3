"""Stored interests with words, and one new document: those that it meets, beside asking each interest in turn."""

import random
import statistics
import time
from collections.abc import Iterator
from itertools import accumulate

import django

from bench.corpus import Recipe
from bench.search import memory

SIZES = (10_000, 100_000, 1_000_000)
DOCUMENTS = 200
MOST_WORDS = 3
ASKED_IN_TURN = 2_000  # of the interests, from which the time for all is reckoned


def run(size: int) -> Iterator[tuple[str, float, str]]:
    django.setup()
    from enlacesur.matching.evidence import evidence_in
    from enlacesur.matching.interests import Percolator, meets_words

    documents = list(Recipe(DOCUMENTS).documents())
    stored = list(interests(size))
    before, began = memory(), time.perf_counter()
    percolator = Percolator(stored)
    yield "build", time.perf_counter() - began, "s"
    yield "memory", memory() - before, "MB"
    took, met = [], []
    for document in documents:
        began = time.perf_counter()
        met.append(len(percolator.met_by(document)))
        took.append((time.perf_counter() - began) * 1000)
    yield "interests met by a document", statistics.fmean(met), "interests"
    yield "p50", statistics.median(took), "ms"
    yield "p95", statistics.quantiles(took, n=20)[-1], "ms"
    evidence_in(documents[0])
    began = time.perf_counter()
    for _pk, words, language in stored[:ASKED_IN_TURN]:
        meets_words(words, language, documents[0])
    in_turn = (time.perf_counter() - began) * 1000 * size / min(size, ASKED_IN_TURN)
    yield "p95_ratio_in_turn", statistics.quantiles(took, n=20)[-1] / in_turn, "ms/ms"


def interests(size: int) -> Iterator[tuple[int, str, str]]:
    """One to three words each, as unevenly used as in the documents."""
    dice, recipe = random.Random(size), Recipe(size)
    # Nobody stores the words that every document has.
    words = {language: found[20:] for language, found in recipe.words.items()}
    shares = list(accumulate(1 / (rank + 30) for rank in range(len(words["es"]))))
    for pk in range(size):
        language = dice.choice(("es", "pt"))
        chosen = dice.choices(words[language], cum_weights=shares, k=dice.randrange(1, MOST_WORDS + 1))
        yield pk, ", ".join(chosen), language
