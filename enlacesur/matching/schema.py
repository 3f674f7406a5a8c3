"""What the index keeps of a document, field by field."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from itertools import chain, zip_longest
from typing import Any

import tantivy

from enlacesur.core.text import folded
from enlacesur.matching.analysis import Analysed, analyse, plain, said_in_translation
from enlacesur.matching.documents import Document, Said
from enlacesur.matching.lexicon import every, lexicon
from enlacesur.matching.words import OTHER, WORD, Token
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import terms

VERSION = 11  # of the schema and of the analysis: another one is another folder
FACETS = ("kind", "theme", "sdg", "country", "size", "language")
# Of a theme or SDG a document has several. A column of several values is counted five times slower than three of one
# value each, of which most documents fill no more; what is beyond stands in a fourth.
SEVERAL = ("theme", "sdg")
PLACES = 3
MARK = "mark"  # each family has a column in it: who asks for one does not read the others
SIZES = ((0, "unknown"), (1, "small"), (50_000, "medium"), (300_000, "large"), (1_000_000, "metropolis"))
TUPLES = ("themes", "sdgs", "languages", "modalities", "marks")


def build() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("key", "organisation", "audience"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name not in SEVERAL)
    for name in SEVERAL:
        for column in columns(name):
            builder.add_text_field(column, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_json_field(MARK, tokenizer_name="raw", index_option="basic", fast=True)
    # Analysed by us. Stems and written words carry their language, as es:calle; a phrase is stems in a row.
    builder.add_text_field("stems", tokenizer_name="whitespace", index_option="position")
    for name in ("keys", "concepts", "wider", "answers", "said", "names"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("written", tokenizer_name="whitespace", index_option="basic")
    builder.add_integer_field("newest", fast=True)
    builder.add_bytes_field("source", stored=True)
    return builder.build()


def columns(facet: str) -> list[str]:
    """The columns in which the values of a facet are counted."""
    return [f"{facet}_{place}" for place in range(1, PLACES + 2)] if facet in SEVERAL else [facet]


def column_of(family: str) -> str:
    """The one in which the marks of a family stand."""
    return f"{MARK}.{family}"


SCHEMA = build()


def size_of(population: int) -> str:
    return next(name for least, name in reversed(SIZES) if population >= least)


def row(document: Document) -> tantivy.Document:
    """The document as the index takes it. A title says what a text is about: it counts twice."""
    out = tantivy.Document()
    add_facets(out, document)
    parts = [analyse(text, document.language, document.country) for text in (document.title, document.text)]
    for times, part in zip((2, 1), parts, strict=True):
        for _time in range(times):
            add_evidence(out, part)
        out.add_text("written", " ".join(f"{part.language}:{token.word}" for token in part.tokens))
    if document.translated:
        add_translation(out, document, chain.from_iterable(part.tokens for part in parts))
    out.add_text("names", " ".join(names_of(document)))
    out.add_integer("newest", newest(document))
    out.add_bytes("source", pack(document))
    return out


def add_facets(out: tantivy.Document, document: Document) -> None:
    single = {
        "key": document.key,
        "organisation": str(document.organisation_id),
        "audience": document.audience,
        "kind": document.kind,
        "country": document.country,
        "size": size_of(document.population),
        "language": document.language,
    }
    for name, value in single.items():
        out.add_text(name, value)
    out.add_json(MARK, by_family(document.marks))
    for name, several in (("theme", document.themes), ("sdg", document.sdgs)):
        values = sorted({str(value) for value in several})
        for value in values:
            out.add_text(name, value)
        for column, value in zip_longest(columns(name)[:PLACES], values[:PLACES], fillvalue=""):
            out.add_text(column, value)  # a column without a gap is read fastest: none is nothing, not missing
        for value in values[PLACES:]:
            out.add_text(columns(name)[PLACES], value)


def by_family(marks: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mark in sorted(set(marks)):
        family, _colon, value = mark.partition(":")
        found.setdefault(family, []).append(value)
    return found


def add_evidence(out: tantivy.Document, part: Analysed) -> None:
    wider, answers = lexicon().wider, lexicon().answers
    concepts = [concept for spot in every(part.spotted) for concept in spot.concepts]
    out.add_text("stems", " ".join(f"{part.language}:{token.stem}" for token in part.tokens))
    out.add_text("keys", " ".join(token.key for token in part.tokens if token.key))
    out.add_text("concepts", " ".join(concepts))
    out.add_text("wider", " ".join(broader for concept in concepts for broader in wider[concept]))
    out.add_text("answers", " ".join(asked for concept in concepts for asked in answers[concept]))


def add_translation(out: tantivy.Document, document: Document, original: Iterable[Token]) -> None:
    language = OTHER[document.language]
    said = said_in_translation(document.translated, language, original)
    out.add_text("said", " ".join(f"{language}:{token.stem}" for token in said))


def names_of(document: Document) -> list[str]:
    """The words by which a document is found through whose it is: organisation, city, country."""
    country = terms(Vocabulary.COUNTRIES).get(document.country)
    labels = list(country.labels.values()) if country else []
    return sorted(name_words(" ".join([document.organisation, document.city, *labels])))


def name_words(text: str) -> set[str]:
    return {folded(word) for word in WORD.findall(plain(text))}


def newest(document: Document) -> int:
    """A number that grows with the day; on the same day the key decides, so that the order is always the same."""
    day = document.day.toordinal() if document.day else 0
    return (day << 32) | zlib.crc32(document.key.encode())


def pack(document: Document) -> bytes:
    values = asdict(document) | {"day": document.day.isoformat() if document.day else None}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def unpack(source: Any) -> Document:
    values: dict[str, Any] = json.loads(bytes(source))
    values["day"] = date.fromisoformat(values["day"]) if values["day"] else None
    values |= {name: tuple(values[name]) for name in TUPLES}
    values["said"] = {language: Said(**texts) for language, texts in values["said"].items()}
    return Document(**values)
