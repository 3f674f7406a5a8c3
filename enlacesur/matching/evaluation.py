"""The engine held against a judged collection: cards, needs, and which card helps which need how much.

Cards and needs are JSON lines, judgements and runs are in TREC form. The engine is the one that serves the pages.
"""

import json
import math
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import tantivy

from enlacesur.matching import index
from enlacesur.matching.documents import Document
from enlacesur.matching.embedding import Dense, InMemory, Model, vectors_of
from enlacesur.matching.match import Wanted, listed
from enlacesur.matching.schema import SCHEMA, size_of

DEPTH = 100  # ranks of a run
SEEN = 10  # ranks that people look at
LOOKED_THROUGH = 20  # ranks of recall
KIND = "solution"

Judgements = Mapping[str, Mapping[str, int]]  # need → card → grade
Run = Mapping[str, Sequence[tuple[str, float]]]  # need → cards, the best first, with their scores


class CollectionError(Exception):
    """A file cannot be used; the message names it and the line."""


@dataclass(frozen=True)
class Collection:
    cards: Mapping[str, Document]
    needs: Mapping[str, Wanted]
    judgements: Judgements

    def without_tags(self) -> "Collection":
        """The texts alone: what was declared is forgotten."""
        cards = {name: replace(card, themes=(), sdgs=()) for name, card in self.cards.items()}
        needs = {name: replace(need, themes=(), sdgs=()) for name, need in self.needs.items()}
        return replace(self, cards=cards, needs=needs)


# Reading


def read(cards: Path, needs: Path, judgements: Path) -> Collection:
    """Raises CollectionError. The order of the lines means nothing: cards are numbered in the order of their ids."""
    rows = dict(sorted(read_rows(cards, ("id", "lang", "title", "text")).items()))
    return Collection(
        cards={name: a_card(number, row) for number, (name, row) in enumerate(rows.items(), start=1)},
        needs={name: a_need(row) for name, row in sorted(read_rows(needs, ("id", "lang", "text")).items())},
        judgements=read_judgements(judgements),
    )


def read_rows(path: Path, required: Sequence[str]) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for place, line in lines_of(path):
        try:
            row = json.loads(line)
        except ValueError as fault:
            raise CollectionError(f"{place}: is no JSON ({fault})") from fault
        if not isinstance(row, dict):
            raise CollectionError(f"{place}: is no JSON object")
        check(place, row, required)
        if row["id"] in rows:
            raise CollectionError(f"{place}: the id {row['id']} is there twice")
        rows[row["id"]] = row
    return rows


def lines_of(path: Path) -> Iterator[tuple[str, str]]:
    """The lines that say something, each with where it stands."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise CollectionError(f"{path}: cannot be read ({fault})") from fault
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"{path}:{number}", line


def check(place: str, row: Mapping[str, Any], required: Sequence[str]) -> None:
    for name in required:
        if not isinstance(row.get(name), str) or (name != "title" and not row[name].strip()):
            raise CollectionError(f"{place}: {name} is no text")
    if any(character.isspace() for character in row["id"]):
        raise CollectionError(f"{place}: the id {row['id']!r} has a blank in it")
    for name in ("country", "city"):
        if not isinstance(row.get(name) or "", str):
            raise CollectionError(f"{place}: {name} is no text")
    for name, kind in (("topics", str), ("sdgs", int)):
        values = row.get(name) or []
        if not isinstance(values, list) or not all(isinstance(value, kind) for value in values):
            raise CollectionError(f"{place}: {name} is no list of {'texts' if kind is str else 'numbers'}")
    if not isinstance(row.get("population") or 0, int | float):
        raise CollectionError(f"{place}: population is no number")


def a_card(number: int, row: Mapping[str, Any]) -> Document:
    city, country = row.get("city") or "", row.get("country") or ""
    return Document(
        kind=KIND,
        id=number,
        language=language_of(row),
        title=row["title"],
        text=row["text"],
        url="",
        organisation=city,
        organisation_id=crc32(f"{country}/{city}".encode()) if city else 0,
        city=city,
        country=country,
        population=round(row.get("population") or 0),
        themes=tuple(row.get("topics") or ()),
        sdgs=tuple(row.get("sdgs") or ()),
    )


def a_need(row: Mapping[str, Any]) -> Wanted:
    return Wanted(
        text=row["text"],
        language=language_of(row),
        country=row.get("country") or "",
        population=round(row.get("population") or 0),
        themes=tuple(row.get("topics") or ()),
        sdgs=tuple(row.get("sdgs") or ()),
    )


def language_of(row: Mapping[str, Any]) -> str:
    """pt-BR and pt_br are pt."""
    return str(row["lang"]).lower()[:2]


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for place, line in lines_of(path):
        parts = line.split()
        if len(parts) != 4 or not parts[3].removeprefix("-").isdecimal():
            raise CollectionError(f"{place}: is not «need 0 card grade»")
        found.setdefault(parts[0], {})[parts[2]] = max(0, int(parts[3]))
    return found


# Running


def index_of(cards: Mapping[str, Document], *, translator: bool = True, model: Model | None = None) -> index.View:
    """An index in memory, made as the one on disk is."""
    made = tantivy.Index(SCHEMA)
    writer = made.writer(index.HEAP, 1)
    documents = list(cards.values())
    for document in index.with_translations(documents) if translator else documents:
        index.add(writer, document)
    writer.commit()
    writer.wait_merging_threads()
    made.reload()
    return index.View(f"collection of {len(cards)}", made.searcher(), dense_of(cards, model) if model else None)


def dense_of(cards: Mapping[str, Document], model: Model) -> Dense:
    vectors = InMemory()
    vectors.keep(vectors_of(model, cards.values()))
    return Dense(model, vectors)


def run(collection: Collection, view: index.View, progress: Callable[[str], None]) -> tuple[Run, list[float]]:
    """What the engine answers to every need, and the milliseconds that it took for each."""
    names = {card.key: name for name, card in collection.cards.items()}
    ranked: dict[str, list[tuple[str, float]]] = {}
    took: list[float] = []
    for number, (name, need) in enumerate(collection.needs.items(), start=1):
        began = time.perf_counter()
        found = listed(need, view, KIND, DEPTH)
        took.append((time.perf_counter() - began) * 1000)
        # Runs are read by score: it must fall from rank to rank also where fairness moved something up.
        ranked[name] = [(names[one.document.key], float(DEPTH - rank)) for rank, one in enumerate(found)]
        progress(f"{number} of {len(collection.needs)} needs")
    return ranked, took


def trec(ranked: Run) -> Iterator[str]:
    """The lines of a run file."""
    for need, cards in ranked.items():
        for rank, (card, score) in enumerate(cards, start=1):
            yield f"{need} Q0 {card} {rank} {score:g} enlacesur"


# Measuring


def report(collection: Collection, ranked: Run, took: Sequence[float]) -> dict[str, Any]:
    """Everything that is measured, ready for JSON."""
    return {
        "cards": len(collection.cards),
        "needs": len(collection.needs),
        "all": measures(ranked, collection.judgements),
        "same_language": measures(*part(collection, ranked, same=True)),
        "other_language": measures(*part(collection, ranked, same=False)),
        "exposure": exposure(collection, ranked),
        "ms_per_need": {
            "median": round(statistics.median(took), 1) if took else None,
            "p95": round(sorted(took)[math.ceil(len(took) * 0.95) - 1], 1) if took else None,
        },
    }


def part(collection: Collection, ranked: Run, *, same: bool) -> tuple[Run, Judgements]:
    """The lists and judgements with only the cards in the need's language, or only those in the other."""

    def kept(need: str, card: str) -> bool:
        known = need in collection.needs and card in collection.cards
        return known and (collection.cards[card].language == collection.needs[need].language) == same

    return (
        {need: [(card, score) for card, score in cards if kept(need, card)] for need, cards in ranked.items()},
        {
            need: {card: grade for card, grade in grades.items() if kept(need, card)}
            for need, grades in collection.judgements.items()
        },
    )


def measures(ranked: Run, judgements: Judgements) -> dict[str, float | int | None]:
    """Means over the needs for which something relevant was judged. Gain is the grade, discounted by log2(rank + 1)."""
    values = []
    for need, grades in judgements.items():
        if any(grades.values()):
            cards = [card for card, _score in ranked.get(need, ())]
            values.append((ndcg(cards, grades), recall(cards, grades), reciprocal_rank(cards, grades)))
    columns = list(zip(*values, strict=True)) or [()] * 3
    means = [round(statistics.fmean(column), 4) if column else None for column in columns]
    return {"needs": len(values), "ndcg@10": means[0], "recall@20": means[1], "mrr": means[2]}


def ndcg(cards: Sequence[str], grades: Mapping[str, int]) -> float:
    best = dcg(sorted(grades.values(), reverse=True)[:SEEN])
    return dcg([grades.get(card, 0) for card in cards[:SEEN]]) / best


def dcg(gains: Iterable[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def recall(cards: Sequence[str], grades: Mapping[str, int]) -> float:
    relevant = {card for card, grade in grades.items() if grade}
    return len(relevant.intersection(cards[:LOOKED_THROUGH])) / len(relevant)


def reciprocal_rank(cards: Sequence[str], grades: Mapping[str, int]) -> float:
    return next((1 / rank for rank, card in enumerate(cards, start=1) if grades.get(card)), 0.0)


def exposure(collection: Collection, ranked: Run) -> dict[str, float | None]:
    """How unequally the first places fall to cities, countries and sizes of city, and how many are never seen."""
    owners: dict[str, dict[str, object]] = {
        "city": {name: (card.country, card.city) for name, card in collection.cards.items() if card.city},
        "country": {name: card.country for name, card in collection.cards.items() if card.country},
        "size": {name: size_of(card.population) for name, card in collection.cards.items() if card.population},
    }
    found: dict[str, float | None] = {}
    for name, owner in owners.items():
        seen = Counter(owner[card] for cards in ranked.values() for card, _score in cards[:SEEN] if card in owner)
        counts = [seen[one] for one in set(owner.values())]
        found[f"gini_{name}"] = round(gini(counts), 4) if counts else None
        found[f"never_seen_{name}"] = round(counts.count(0) / len(counts), 4) if counts else None
    return found


def gini(counts: Sequence[int]) -> float:
    """0 when all are seen as often, near 1 when one takes it all."""
    total = sum(counts)
    weighted = sum(rank * count for rank, count in enumerate(sorted(counts), start=1))
    return (2 * weighted / total - len(counts) - 1) / len(counts) if total else 0.0
