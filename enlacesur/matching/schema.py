"""What the index keeps of a document, field by field. Change VERSION with every change here or in the analysis."""

import json
import zlib
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Any

import tantivy
from tantivy import SchemaBuilder

from enlacesur.core.text import folded
from enlacesur.matching.analysis import Analysed, analyse, plain
from enlacesur.matching.documents import Document
from enlacesur.matching.lexicon import lexicon
from enlacesur.matching.words import WORD
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import terms

VERSION = 1

# A document's text is one of these by its language; its stems, in order, so that phrases can be found.
STEMS = {"es": "es", "pt": "pt", "en": "en"}
# As written, without the stem: the vocabulary for spelling and missing accents.
WRITTEN = {"es": "written_es", "pt": "written_pt"}
FACETS = ("kind", "language", "country", "size", "theme", "sdg", "speaks")

SIZES = (("small", 50_000), ("medium", 300_000), ("large", 1_000_000))
METROPOLIS = "metropolis"


def size_of(population: int) -> str:
    """The size bucket of a city; "" when the population is not known."""
    if population <= 0:
        return ""
    return next((name for name, below in SIZES if population < below), METROPOLIS)


@cache
def schema() -> tantivy.Schema:
    builder = SchemaBuilder()
    for name in ("key", "organisation", "audience", *FACETS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name in FACETS)
    for name in STEMS.values():
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("cognate", "concept", "wider", "name"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in WRITTEN.values():
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_integer_field("newest", fast=True)
    builder.add_bytes_field("source", stored=True)
    return builder.build()


def row(document: Document) -> tantivy.Document:
    """The document as the index takes it. The title counts twice."""
    title, text = of_language(document, document.title), of_language(document, document.text)
    out = tantivy.Document()
    add_facets(out, document)
    for part in (title, title, text):
        add_analysed(out, part)
    for part in (title, text):
        if part.language in WRITTEN:
            out.add_text(WRITTEN[part.language], " ".join(token.word for token in part.tokens))
    out.add_text("name", " ".join(names_of(document)))
    out.add_integer("newest", newest(document))
    out.add_bytes("source", pack(document))
    return out


def of_language(document: Document, text: str) -> Analysed:
    return analyse(text, document.language)


def add_facets(out: tantivy.Document, document: Document) -> None:
    single = {
        "key": document.key,
        "organisation": str(document.organisation_id),
        "audience": document.audience,
        "kind": document.kind,
        "language": document.language,
        "country": document.country,
        "size": size_of(document.population),
    }
    for name, value in single.items():
        if value:
            out.add_text(name, value)
    for name, values in (("theme", document.themes), ("sdg", document.sdgs), ("speaks", document.languages)):
        for one in sorted({str(value) for value in values}):
            out.add_text(name, one)


def add_analysed(out: tantivy.Document, part: Analysed) -> None:
    wider = lexicon().wider
    concepts = [concept for spotted in part.spotted for concept in spotted.concepts]
    out.add_text(STEMS[part.language], " ".join(token.stem for token in part.tokens))
    out.add_text("cognate", " ".join(token.key for token in part.tokens if token.key))
    out.add_text("concept", " ".join(concepts))
    out.add_text("wider", " ".join(name for concept in concepts for name in wider[concept]))


def names_of(document: Document) -> list[str]:
    """The words by which a document is found through whose it is: organisation, city, country."""
    country = terms(Vocabulary.COUNTRIES).get(document.country)
    labels = list(country.labels.values()) if country else []
    said = " ".join([document.organisation, document.city, *labels])
    return sorted({folded(word) for word in WORD.findall(plain(said))})


def newest(document: Document) -> int:
    """Orders by day, newest last; the same day by key, so that the order is always the same."""
    day = document.day.toordinal() if document.day else 0
    return (day << 32) | zlib.crc32(document.key.encode())


TUPLES = ("themes", "sdgs", "languages", "modalities")


def pack(document: Document) -> bytes:
    values = asdict(document) | {"day": document.day.isoformat() if document.day else None}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def unpack(source: bytes) -> Document:
    values: dict[str, Any] = json.loads(source)
    values["day"] = date.fromisoformat(values["day"]) if values["day"] else None
    return Document(**values | {name: tuple(values[name]) for name in TUPLES})
