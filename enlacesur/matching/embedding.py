"""What a text means as a whole, by a sentence model: an optional third signal beside words and concepts.

Off unless `settings.EMBEDDER` names a model: a folder, an installed package that brings one, or a name of Hugging Face.
It needs the package `sentence-transformers`, and pgvector 0.8 in the database. The vectors are derived, like the index.
"""

import importlib
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from numpy.typing import NDArray
from psycopg.sql import SQL, Identifier, Literal

from enlacesur.matching.analysis import plain
from enlacesur.matching.documents import Document
from enlacesur.matching.translation import translations

logger = logging.getLogger(__name__)

LANGUAGES_OF_CARD = re.compile(r"^language:\s*(.*?)^\w", re.MULTILINE | re.DOTALL)
Vector = NDArray[np.float32]
NOTHING: Vector = np.zeros(0, np.float32)


class ModelError(Exception):
    """The configured model cannot be used; the message says why."""


class Model(Protocol):
    """Turns texts into vectors of length one, in rows."""

    name: str

    def encode(self, texts: Sequence[str], language: str) -> Vector: ...


class SentenceModel:
    """A model of sentence-transformers. One that knows English alone is given translations."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as fault:
            raise ModelError("a sentence model needs the package sentence-transformers") from fault
        place = place_of(name)
        try:
            self.model: Any = SentenceTransformer(place)
        except Exception as fault:  # the library raises whatever its parts do
            raise ModelError(f"The model {name} cannot be loaded: {fault}") from fault
        self.name = name
        self.through_english = knows_english_alone(Path(place))

    def encode(self, texts: Sequence[str], language: str) -> Vector:
        given = in_english(texts, language) if self.through_english else texts
        return np.asarray(
            self.model.encode(list(given), normalize_embeddings=True, show_progress_bar=False), np.float32
        )


def place_of(name: str) -> str:
    """A folder, or the one that an installed package brings, or the name as it is."""
    if Path(name).is_dir():
        return name
    try:
        return str(importlib.import_module(name.replace("-", "_")).get_model_path())
    except (ImportError, AttributeError, ValueError):
        return name


def knows_english_alone(folder: Path) -> bool:
    """By the card that comes with the model."""
    card = folder / "README.md"
    if not card.is_file():
        return False
    found = LANGUAGES_OF_CARD.search(card.read_text(encoding="utf-8", errors="replace"))
    return found is not None and re.findall(r"\w+", found[1]) == ["en"]


def in_english(texts: Sequence[str], language: str) -> list[str]:
    """Portuguese by way of Spanish. What cannot be translated stays as it is."""
    if language == "en":
        return list(texts)
    spanish = otherwise(texts, "pt", "es") if language == "pt" else list(texts)
    return otherwise(spanish, "es", "en")


def otherwise(texts: Sequence[str], source: str, target: str) -> list[str]:
    return [said or text for said, text in zip(translations(texts, source, target), texts, strict=True)]


@cache
def model(name: str) -> SentenceModel:
    return SentenceModel(name)


# Vectors


class Vectors(Protocol):
    """Vectors of documents, by their keys; how near they are is a cosine."""

    def nearest(self, vector: Vector, kind: str, limit: int) -> dict[str, float]: ...

    def among(self, vector: Vector, keys: Iterable[str]) -> dict[str, float]: ...

    def keep(self, rows: Mapping[str, Vector]) -> None: ...

    def forget(self, keys: Iterable[str]) -> None: ...


class InMemory:
    """Of a collection that is small and soon forgotten."""

    def __init__(self) -> None:
        self.rows: dict[str, Vector] = {}

    def nearest(self, vector: Vector, kind: str, limit: int) -> dict[str, float]:
        near = self.among(vector, [key for key in self.rows if key.startswith(f"{kind}:")])
        return {key: near[key] for key in sorted(near, key=lambda key: (-near[key], key))[:limit]}

    def among(self, vector: Vector, keys: Iterable[str]) -> dict[str, float]:
        return {key: float(self.rows[key] @ vector) for key in keys if key in self.rows}

    def keep(self, rows: Mapping[str, Vector]) -> None:
        self.rows |= rows

    def forget(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.rows.pop(key, None)


class InDatabase:
    """With pgvector, in a table of its own for each length of vector; as disposable as the index."""

    def __init__(self, name: str, length: int) -> None:
        """Raises ModelError where the database has no pgvector, or one that is too old to filter while it searches."""
        self.model = name
        table = f"matching_vectors_{int(length)}"
        self.names = {"table": Identifier(table), "near": Identifier(f"{table}_near"), "length": Literal(int(length))}
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
                cursor.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'")
                version = cursor.fetchone()[0]
                for statement in TABLE:
                    cursor.execute(statement.format(**self.names))
        except DatabaseError as fault:
            raise ModelError(f"a sentence model needs pgvector in the database ({fault})") from fault
        if tuple(map(int, version.split(".")[:2])) < OLDEST:
            raise ModelError(f"a sentence model needs pgvector 0.8 or later, this is {version}")

    def nearest(self, vector: Vector, kind: str, limit: int) -> dict[str, float]:
        near: dict[str, Any] = {"vector": written(vector), "model": self.model, "kind": kind, "limit": limit}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(AS_MANY, {"limit": str(limit)})
            cursor.execute(NEAREST.format(**self.names), near)
            return dict(cursor.fetchall())

    def among(self, vector: Vector, keys: Iterable[str]) -> dict[str, float]:
        these: dict[str, Any] = {"vector": written(vector), "model": self.model, "keys": list(keys)}
        with connection.cursor() as cursor:
            cursor.execute(AMONG.format(**self.names), these)
            return dict(cursor.fetchall())

    def keep(self, rows: Mapping[str, Vector]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                KEEP.format(**self.names),
                [{"model": self.model, "key": key, "vector": written(vector)} for key, vector in rows.items()],
            )

    def forget(self, keys: Iterable[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(FORGET.format(**self.names), {"model": self.model, "keys": list(keys)})


OLDEST = (0, 8)  # of pgvector
TABLE = (
    SQL(
        "CREATE TABLE IF NOT EXISTS {table} (model text, key text, vector vector({length}), PRIMARY KEY (model, key))",
    ),
    SQL("CREATE INDEX IF NOT EXISTS {near} ON {table} USING hnsw (vector vector_ip_ops)"),
)
# By itself the index of vectors gives forty at most, of all kinds.
AS_MANY = (
    "SELECT set_config('hnsw.ef_search', %(limit)s, true), set_config('hnsw.iterative_scan', 'strict_order', true)"
)
NEAREST = SQL(
    "SELECT key, -(vector <#> %(vector)s::vector) FROM {table}"
    " WHERE model = %(model)s AND split_part(key, ':', 1) = %(kind)s"
    " ORDER BY vector <#> %(vector)s::vector LIMIT %(limit)s"
)
AMONG = SQL(
    "SELECT key, -(vector <#> %(vector)s::vector) FROM {table} WHERE model = %(model)s AND key = ANY(%(keys)s)",
)
KEEP = SQL(
    "INSERT INTO {table} VALUES (%(model)s, %(key)s, %(vector)s::vector)"
    " ON CONFLICT (model, key) DO UPDATE SET vector = excluded.vector"
)
FORGET = SQL("DELETE FROM {table} WHERE model = %(model)s AND key = ANY(%(keys)s)")


def written(vector: Vector) -> str:
    return "[" + ",".join(f"{value:.6f}" for value in vector.tolist()) + "]"


@dataclass(frozen=True)
class Dense:
    """A model and the vectors that it made."""

    model: Model
    vectors: Vectors

    def of_text(self, text: str, language: str) -> Vector:
        return np.asarray(self.model.encode([text], language)[0], np.float32)


def vectors_of(model: Model, documents: Iterable[Document]) -> dict[str, Vector]:
    """The vectors of documents, by their keys; one call of the model for each language."""
    rows: dict[str, Vector] = {}
    every = list(documents)
    for language in sorted({document.language for document in every}):
        own = [document for document in every if document.language == language]
        texts = [f"{plain(document.title)}. {plain(document.text)}" for document in own]
        rows |= dict(zip([document.key for document in own], model.encode(texts, language), strict=True))
    return rows


def configured() -> Dense | None:
    """The model that is configured, and its vectors in the database. None when there is none, or it cannot be used."""
    if not settings.EMBEDDER:
        return None
    try:
        return opened(settings.EMBEDDER)
    except ModelError as fault:
        logger.error("Matching goes on without the sentence model: %s", fault)
        return None


@cache
def opened(name: str) -> Dense:
    made = model(name)
    return Dense(made, InDatabase(name, made.encode([""], "en").shape[1]))
