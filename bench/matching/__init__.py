"""How good the lists are: the development collection, and the public SDG texts, of which each finds its translation.

Sizes are fixed by the collections: the SIZE that is asked for changes nothing.
"""

import csv
import random
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

FOLDER = Path(__file__).parent
SDG_TEXTS = FOLDER.parent.parent.parent / "shared" / "data" / "sdg_es_pt.tsv"
SIZES = (sum(1 for _line in (FOLDER / "cards.jsonl").open(encoding="utf-8")),)
WORDS = 5  # of a text, chosen at random, as a query
SEEDS = 5
Rows = Iterator[tuple[str, float, str]]


def run(size: int) -> Rows:
    django.setup()
    from enlacesur.matching.management.commands.match import prepare

    prepare()
    yield from collection()
    for cards in sorted((FOLDER / "held_out").glob("*/cards.jsonl")):
        yield from held_out(cards.parent)
    yield from sdg_texts()


def collection() -> Rows:
    from enlacesur.matching import evaluation

    found = evaluation.read(FOLDER / "cards.jsonl", FOLDER / "needs.jsonl", FOLDER / "qrels.txt")
    for name, told in in_every_way(found):
        yield from quality(name, told)
    text = found.without_tags()
    view = evaluation.index_of(text.cards)
    yield from without_accents(text, view)
    yield from fairness(text, view)
    yield "top 5 with two reasons or more", well_explained(found), "0..1"


def in_every_way(found: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """What plain full text finds, and this engine with ever more to go by."""
    from enlacesur.matching import evaluation

    text = found.without_tags()
    yield "fts5", evaluation.report(text, by_fts5(text), [0.0])
    for name, judged, translator in (
        ("text", text, False),
        ("text, translator", text, True),
        ("text, translator, tags", found, True),
    ):
        view = evaluation.index_of(judged.cards, translator=translator)
        ranked, took = evaluation.run(judged, view, silent)
        yield name, evaluation.report(judged, ranked, took)


def held_out(folder: Path) -> Rows:
    """A collection by hands that knew neither glossary nor engine. Nothing is to be fitted to it."""
    from enlacesur.matching import evaluation

    found = evaluation.read(folder / "cards.jsonl", folder / "needs.jsonl", folder / "qrels.txt")
    for name, told in in_every_way(found):
        for part in ("all", "other_language"):
            yield f"held out {folder.name}, ndcg@10 {part}, {name}", told[part]["ndcg@10"], "0..1"


def quality(name: str, told: dict[str, Any]) -> Rows:
    for part in ("all", "same_language", "other_language"):
        for measure in ("ndcg@10", "recall@20", "mrr"):
            yield f"{measure} {part}, {name}", told[part][measure], "0..1"
    yield f"median per need, {name}", told["ms_per_need"]["median"], "ms"


def without_accents(judged: Any, view: Any) -> Rows:
    """What is lost when nobody types an accent."""
    from enlacesur.core.text import folded
    from enlacesur.matching import evaluation

    bare = replace(judged, needs={name: replace(need, text=folded(need.text)) for name, need in judged.needs.items()})
    whole, less = (
        evaluation.measures(evaluation.run(one, view, silent)[0], one.judgements)["ndcg@10"] for one in (judged, bare)
    )
    yield "ndcg@10 lost without accents", (whole or 0) - (less or 0), "0..1"


def fairness(judged: Any, view: Any) -> Rows:
    """What spreading the places over cities, countries and sizes costs, and what it brings."""
    from enlacesur.matching import evaluation, weights

    kept = {name: getattr(weights, name) for name in ("SAME_CITY_AGAIN", "SAME_COUNTRY_AGAIN", "SAME_SIZE_AGAIN")}
    for name, costs in (("without spreading", dict.fromkeys(kept, 0.0)), ("with spreading", kept)):
        vars(weights).update(costs)
        told = evaluation.report(judged, evaluation.run(judged, view, silent)[0], [0.0])
        yield f"ndcg@10 {name}", told["all"]["ndcg@10"], "0..1"
        for measure, value in told["exposure"].items():
            yield f"{measure} {name}", value, "0..1"


def well_explained(judged: Any) -> float:
    """The share of the first five of each need that are shown with at least two reasons."""
    from enlacesur.matching import evaluation
    from enlacesur.matching.match import Asked, listed

    view = evaluation.index_of(judged.cards)
    shown = []
    for need in judged.needs.values():
        asked = Asked(need, view)
        near = listed(need, view, evaluation.KIND, 5)
        shown += [one for scored in near if (one := asked.assess(scored.document, scored))]
    return sum(len(one.reasons) >= 2 for one in shown) / len(shown)


def by_fts5(judged: Any) -> dict[str, list[tuple[str, float]]]:
    """What SQLite's full text finds: BM25 over the words as they are written, accents folded."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE card USING fts5(name UNINDEXED, title, text)")
    base.executemany("INSERT INTO card VALUES (?, ?, ?)", [(name, c.title, c.text) for name, c in judged.cards.items()])
    query = "SELECT name, -bm25(card) FROM card WHERE card MATCH ? ORDER BY 2 DESC LIMIT 100"
    return {
        name: base.execute(query, (" OR ".join(f'"{word}"' for word in re.findall(r"\w+", need.text)),)).fetchall()
        for name, need in judged.needs.items()
    }


def silent(_line: str) -> None:
    """Nobody watches."""


def sdg_texts() -> Rows:
    with SDG_TEXTS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["kind"] == "target"]
    for source, target in (("es", "pt"), ("pt", "es")):
        whole = {row["code"]: row[source] for row in rows}
        for name, translator in (("", True), (" without translator", False)):
            found = found_first(rows, whole, source, target, translator)
            yield f"recall@1 SDG targets {source}→{target}{name}", found, "0..1"
            few = [few_words(whole, source, seed) for seed in range(SEEDS)]
            shares = [found_first(rows, asked, source, target, translator) for asked in few]
            yield f"recall@1 SDG targets {source}→{target}, {WORDS} words{name}", sum(shares) / SEEDS, "0..1"


def few_words(texts: dict[str, str], language: str, seed: int) -> dict[str, str]:
    """A few content words of each text, in their order."""
    from enlacesur.matching.analysis import analyse

    chance, found = random.Random(seed), {}
    for code, text in texts.items():
        words = list(dict.fromkeys(token.word for token in analyse(text, language).tokens))
        places = sorted(chance.sample(range(len(words)), min(WORDS, len(words))))
        found[code] = " ".join(words[place] for place in places)
    return found


def found_first(rows: list[dict[str, str]], asked: dict[str, str], source: str, target: str, translator: bool) -> float:
    """The share of the texts whose own translation is the first that is found."""
    from enlacesur.matching import evaluation
    from enlacesur.matching.documents import Document
    from enlacesur.matching.match import Wanted

    cards = {
        row["code"]: Document("solution", number, target, "", row[target], "") for number, row in enumerate(rows, 1)
    }
    needs = {code: Wanted(text=text, language=source) for code, text in asked.items()}
    judged = evaluation.Collection(cards, needs, {code: {code: 1} for code in asked})
    ranked, _took = evaluation.run(judged, evaluation.index_of(cards, translator=translator), silent)
    return sum(ranked[code][:1] != [] and ranked[code][0][0] == code for code in asked) / len(asked)
