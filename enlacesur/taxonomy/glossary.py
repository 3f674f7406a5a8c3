"""The municipal glossary of the profile: what local governments speak of, and its words by language and country.

One file a subject in `glossary/*.toml`: `[concept-id]` with lists `es`, `pt`, `en` (the first word is the concept's
name; « @AR,UY» after a word says where it is said), `broader`, and `answered_by`: by what else a town that tells of it
is helped. `false_friends.toml` holds `[[guard]]`: a Spanish and a Portuguese word that look alike and mean different
things.
"""

import logging
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from enlacesur.core import profile
from enlacesur.core.text import folded

logger = logging.getLogger(__name__)

LANGUAGES = ("es", "pt", "en")
LINKS = ("broader", "answered_by")  # to other concepts
GUARDS = "false_friends.toml"
HEADING = re.compile(r"^(?=\[)", re.MULTILINE)
COUNTRIES = re.compile(r"^(?P<word>.*?)\s+@(?P<codes>[A-Z]{2}(?:,\s*[A-Z]{2})*)$")


@dataclass(frozen=True)
class Label:
    """One word or phrase for a concept; without countries it is said everywhere."""

    text: str
    language: str
    countries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Concept:
    id: str
    labels: tuple[Label, ...]
    broader: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    file: str = ""

    def label(self, language: str) -> str:
        """The concept's name in a language such as 'pt-br', else in the first that has one."""
        short = language[:2]
        named = [label.text for label in self.labels if label.language == short]
        return (named or [label.text for label in self.labels])[0]


@dataclass(frozen=True)
class Guard:
    """These two words look alike and do not mean the same."""

    es: str
    pt: str
    note: str = ""


@dataclass(frozen=True)
class Glossary:
    concepts: dict[str, Concept]
    guards: tuple[Guard, ...]
    faults: tuple[str, ...] = ()


def glossary() -> Glossary:
    """The glossary of the profile in use, read once per process."""
    return load(Path(settings.PROFILE) / "glossary")


@cache
def load(folder: Path) -> Glossary:
    """Read what can be read. A concept with an error is left out, and the log says which and why."""
    concepts: dict[str, Concept] = {}
    guards: list[Guard] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        for name, value in sections(path, faults):
            try:
                if path.name == GUARDS:
                    guards += [a_guard(row) for row in value]
                elif name in concepts:
                    raise ValueError(f"is in {concepts[name].file} already")
                else:
                    concepts[name] = a_concept(name, value, path.name)
            except ValueError as error:
                faults.append(f"{path.name}: [{name}] {error}")
    for fault in faults:
        logger.error("Glossary: %s", fault)
    return Glossary(concepts, tuple(guards), tuple(faults))


def sections(path: Path, faults: list[str]) -> Iterator[tuple[str, Any]]:
    """The tables of a file. Where the file as a whole is no TOML, those of its parts that are."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        faults.append(f"{path.name}: is not UTF-8 ({error.reason} at byte {error.start})")
        return
    try:
        yield from tomllib.loads(text).items()
    except tomllib.TOMLDecodeError:
        yield from sections_one_by_one(path.name, text, faults)


def sections_one_by_one(file: str, text: str, faults: list[str]) -> Iterator[tuple[str, Any]]:
    for part in HEADING.split(text):
        try:
            yield from tomllib.loads(part).items()
        except tomllib.TOMLDecodeError as error:
            heading = part.partition("\n")[0].strip()
            faults.append(f"{file}: {heading} cannot be read: {error}")


def a_concept(name: str, row: Any, file: str) -> Concept:
    if not isinstance(row, dict):
        raise ValueError("is no table")
    if unknown := sorted(set(row) - {*LANGUAGES, *LINKS, "note"}):
        raise ValueError(f"has what no concept has: {', '.join(unknown)}")
    labels = tuple(a_label(text, language) for language in LANGUAGES for text in listed(row, language))
    if not labels:
        raise ValueError("has no word in any language")
    links = {link: tuple(listed(row, link)) for link in LINKS}
    return Concept(name, labels, links["broader"], links["answered_by"], file)


def listed(row: dict[str, Any], name: str) -> list[str]:
    values = row.get(name, [])
    values = [values] if isinstance(values, str) else values
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise ValueError(f"{name} is no list of words")
    return values


def a_label(text: str, language: str) -> Label:
    """«colectivo @AR,UY» is «colectivo», said in Argentina and Uruguay."""
    found = COUNTRIES.match(text.strip())
    if not found:
        if "@" in text:
            raise ValueError(f"“{text}”: countries are written « @AR,UY» after the word")
        return Label(text.strip(), language)
    codes = tuple(code.strip() for code in found["codes"].split(","))
    return Label(found["word"].strip(), language, codes)


def a_guard(row: Any) -> Guard:
    if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in ("es", "pt")):
        raise ValueError(f"a guard has a word es and a word pt, not {row!r}")
    return Guard(row["es"].strip(), row["pt"].strip(), str(row.get("note", "")))


def check(folder: Path | None = None) -> list[str]:
    """What is wrong with the glossary, one sentence each, naming file and concept."""
    found = load(folder) if folder else glossary()
    concepts = found.concepts
    return [
        *found.faults,
        *missing_languages(concepts.values()),
        *unknown_links(concepts),
        *answers_without_news(concepts),
        *cycles(concepts),
        *duplicates(concepts.values()),
        *unknown_countries(concepts.values()),
        *guarded_twice(found.guards),
    ]


def missing_languages(concepts: Iterable[Concept]) -> Iterator[str]:
    for concept in concepts:
        there = {label.language for label in concept.labels}
        for language in LANGUAGES:
            if language not in there:
                yield f"{concept.file}: [{concept.id}] has no word in {language}"


def unknown_links(concepts: dict[str, Concept]) -> Iterator[str]:
    for concept in concepts.values():
        for link in LINKS:
            for name in getattr(concept, link):
                if name not in concepts:
                    yield f"{concept.file}: [{concept.id}] {link} {name} is no concept"


def answers_without_news(concepts: dict[str, Concept]) -> Iterator[str]:
    """What a concept is called or is a kind of is found without being an answer; and of two, one is the trouble."""
    for concept in concepts.values():
        for name in sorted({concept.id, *ancestors(concept.id, concepts)} & {*concept.answered_by}):
            yield f"{concept.file}: [{concept.id}] answered_by {name} is itself or broader"
        for name in sorted({name for name in concept.answered_by if concept.answered_by.count(name) > 1}):
            yield f"{concept.file}: [{concept.id}] answered_by {name} is written twice"
        for name in concept.answered_by:
            if name != concept.id and name in concepts and concept.id in concepts[name].answered_by:
                yield f"{concept.file}: [{concept.id}] and {name} answer each other"


def cycles(concepts: dict[str, Concept]) -> Iterator[str]:
    for concept in concepts.values():
        if concept.id in ancestors(concept.id, concepts):
            yield f"{concept.file}: [{concept.id}] is broader than itself"


def ancestors(name: str, concepts: dict[str, Concept]) -> set[str]:
    """Everything broader than a concept, near and far; a cycle ends the walk."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        concept = concepts.get(waiting.pop())
        new = set(concept.broader) - seen if concept else set()
        seen |= new
        waiting += sorted(new)
    return seen


def duplicates(concepts: Iterable[Concept]) -> Iterator[str]:
    """A word of a language names one concept: with two, which is meant?"""
    owners: dict[tuple[str, str], Concept] = {}
    for concept in concepts:
        for label in concept.labels:
            owner = owners.setdefault((label.language, folded(label.text)), concept)
            said = f"{label.language} “{label.text}”"
            if owner is not concept:
                yield f"{concept.file}: [{concept.id}] {said} is a word of [{owner.id}] too ({owner.file})"
        texts = [(label.language, label.text) for label in concept.labels]
        for language, text in sorted({pair for pair in texts if texts.count(pair) > 1}):
            yield f"{concept.file}: [{concept.id}] {language} “{text}” is written twice"


def unknown_countries(concepts: Iterable[Concept]) -> Iterator[str]:
    known = {row["slug"] for row in profile.read("countries.toml").get("term", [])}
    for concept in concepts:
        for label in concept.labels:
            for code in label.countries:
                if known and code not in known:
                    yield f"{concept.file}: [{concept.id}] “{label.text}” @{code} is no country of the network"


def guarded_twice(guards: Iterable[Guard]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for guard in guards:
        pair = (folded(guard.es), folded(guard.pt))
        if pair in seen:
            yield f"{GUARDS}: {guard.es} / {guard.pt} is guarded twice"
        seen.add(pair)
