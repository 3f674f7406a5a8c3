"""How good the lists are: the development collection, and the public SDG texts, of which each finds its translation.

Sizes are fixed by the collections: the SIZE that is asked for changes nothing.
"""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import django

FOLDER = Path(__file__).parent
SDG_TEXTS = FOLDER.parent.parent.parent / "shared" / "data" / "sdg_es_pt.tsv"
SIZES = (sum(1 for _line in (FOLDER / "cards.jsonl").open(encoding="utf-8")),)
WORDS = 5  # of a text, chosen at random, as a query
SEEDS = 5


def run(size: int) -> Iterator[tuple[str, float, str]]:
    django.setup()
    yield from collection()
    yield from sdg_texts()


def collection() -> Iterator[tuple[str, float, str]]:
    from enlacesur.matching import evaluation

    found = evaluation.read(FOLDER / "cards.jsonl", FOLDER / "needs.jsonl", FOLDER / "qrels.txt")
    for name, judged in (("text only", found.without_tags()), ("with declared tags", found)):
        ranked, took = evaluation.run(judged, evaluation.index_of(judged.cards), lambda _line: None)
        told = evaluation.report(judged, ranked, took)
        for part in ("all", "same_language", "other_language"):
            for measure in ("ndcg@10", "recall@20", "mrr"):
                yield f"{measure} {part} {name}", told[part][measure], "0..1"
        yield f"median per need {name}", told["ms_per_need"]["median"], "ms"
        for measure, value in told["exposure"].items():
            yield f"{measure} {name}", value, "0..1"


def sdg_texts() -> Iterator[tuple[str, float, str]]:
    with SDG_TEXTS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "target"]
    for source, target in (("es", "pt"), ("pt", "es")):
        whole = {row["code"]: row[source] for row in rows}
        yield f"recall@1 SDG targets {source}→{target}", found_first(rows, whole, source, target), "0..1"
        shares = [found_first(rows, few_words(whole, source, seed), source, target) for seed in range(SEEDS)]
        yield f"recall@1 SDG targets {source}→{target}, {WORDS} words", sum(shares) / SEEDS, "0..1"


def few_words(texts: dict[str, str], language: str, seed: int) -> dict[str, str]:
    """A few content words of each text, in their order."""
    from enlacesur.matching.analysis import analyse

    chance, found = random.Random(seed), {}
    for code, text in texts.items():
        words = list(dict.fromkeys(token.word for token in analyse(text, language).tokens))
        places = sorted(chance.sample(range(len(words)), min(WORDS, len(words))))
        found[code] = " ".join(words[place] for place in places)
    return found


def found_first(rows: list[dict[str, str]], asked: dict[str, str], source: str, target: str) -> float:
    """The share of the texts whose own translation is the first that is found."""
    from enlacesur.matching import evaluation
    from enlacesur.matching.documents import Document
    from enlacesur.matching.match import Wanted

    cards = {
        row["code"]: Document("solution", number, target, "", row[target], "") for number, row in enumerate(rows, 1)
    }
    needs = {code: Wanted(text=text, language=source) for code, text in asked.items()}
    judged = evaluation.Collection(cards, needs, {code: {code: 1} for code in asked})
    ranked, _took = evaluation.run(judged, evaluation.index_of(cards), lambda _line: None)
    return sum(ranked[code][:1] != [] and ranked[code][0][0] == code for code in asked) / len(asked)
