"""The search index: derived from the database, on this machine's disk, disposable.

`settings.INDEX_DIR/current` names the folder in use. The position in the journal stands beside the index and is written
after the commit: what was read twice is written again, with the same result. One writer per machine.
"""

import contextlib
import fcntl
import json
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from enlacesur.core.text import folded
from enlacesur.journal.actions import FIRST_UNFINISHED, Position, position_of, read_after
from enlacesur.journal.models import Event
from enlacesur.matching.analysis import analyse
from enlacesur.matching.documents import SOURCES, Document, fetch

logger = logging.getLogger(__name__)

VERSION = 1  # of the schema and of the analysis: another one is another folder
HEAP = 64_000_000
PORTION = 1000
SIZES = ((0, "unknown"), (1, "small"), (50_000, "medium"), (300_000, "large"), (1_000_000, "metropolis"))
FACETS = ("kind", "theme", "sdg", "country", "size", "language")


class NoIndex(Exception):  # noqa: N818
    """There is no index on this machine yet, or it cannot be read."""


def schema() -> tantivy.Schema:
    build = tantivy.SchemaBuilder()
    build.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in (*FACETS, "audience"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    build.add_integer_field("organisation", indexed=True, fast=True)
    build.add_integer_field("day", fast=True, indexed=True)
    # Evidence, analysed by us: stems with their language, cognate keys, concepts, and words as written for spelling.
    for name in ("stems", "keys", "concepts"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    build.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    build.add_bytes_field("source", stored=True)
    return build.build()


SCHEMA = schema()


def size_of(population: int) -> str:
    return next(name for least, name in reversed(SIZES) if population >= least)


def to_index(document: Document) -> tantivy.Document:
    # A title says what a text is about: it counts twice.
    evidence = analyse(f"{document.title}\n{document.title}\n{document.text}", document.language)
    content = evidence.tokens
    made = tantivy.Document()
    made.add_text("key", document.key)
    made.add_text("kind", document.kind)
    made.add_text("country", document.country)
    made.add_text("size", size_of(document.population))
    made.add_text("language", document.language)
    made.add_text("audience", document.audience)
    for theme in document.themes:
        made.add_text("theme", theme)
    for sdg in document.sdgs:
        made.add_text("sdg", str(sdg))
    made.add_integer("organisation", document.organisation_id)
    made.add_integer("day", document.day.toordinal() if document.day else 0)
    made.add_text("stems", " ".join(f"{document.language}:{token.stem}" for token in content))
    made.add_text("keys", " ".join(token.key for token in content if token.key))
    made.add_text("concepts", " ".join(concept for spot in evidence.spotted for concept in spot.concepts))
    made.add_text("words", " ".join(sorted({folded(token.word) for token in content})))
    made.add_bytes("source", packed(document))
    return made


def packed(document: Document) -> bytes:
    row = asdict(document)
    row["day"] = document.day.isoformat() if document.day else None
    return json.dumps(row, ensure_ascii=False).encode()


def unpacked(raw: Any) -> Document:
    row: dict[str, Any] = json.loads(bytes(raw))
    row["day"] = date.fromisoformat(row["day"]) if row["day"] else None
    row |= {name: tuple(row[name]) for name in ("themes", "sdgs", "languages", "modalities")}
    return Document(**row)


# Reading


class Reader:
    """The index as this process sees it, opened once and read anew when the writer has committed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.folder: Path | None = None
        self.seen: int = 0
        self.index: tantivy.Index | None = None

    def searcher(self) -> tantivy.Searcher:
        with self.lock:
            folder = current_folder()
            if folder is None:
                raise NoIndex
            seen = (folder / "meta.json").stat().st_mtime_ns
            if self.index is None or folder != self.folder:
                self.index, self.folder = open_index(folder), folder
            elif seen != self.seen:
                self.index.reload()
            self.seen = seen
            return self.index.searcher()


READER = Reader()


def searcher() -> tantivy.Searcher:
    """Raises NoIndex."""
    try:
        return READER.searcher()
    except (ValueError, OSError) as fault:
        raise NoIndex from fault


def is_ready() -> bool:
    try:
        searcher()
    except NoIndex:
        return False
    return True


def root() -> Path:
    return Path(settings.INDEX_DIR)


def current_folder() -> Path | None:
    pointer = root() / "current"
    if not pointer.exists():
        return None
    folder = root() / pointer.read_text().strip()
    return folder if folder.name.startswith(f"v{VERSION}-") and (folder / "meta.json").exists() else None


def open_index(folder: Path) -> tantivy.Index:
    index = tantivy.Index(SCHEMA, path=str(folder))
    index.config_reader("manual")
    index.reload()
    return index


# Writing


@contextlib.contextmanager
def only_writer() -> Iterator[None]:
    """One writer per machine; a second one waits. The system lets go of the lock of a process that dies."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / "writer.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def catch_up() -> int:
    """Bring what the journal tells of into the index. Returns how many events were read. Rebuilds what is broken."""
    with only_writer():
        folder = current_folder()
        if folder is None or not is_ready():
            logger.warning("There is no readable search index in %s: building it anew", root())
            build_anew()
            return 1
        events = read_after(position(folder), PORTION)
        if events:
            follow(folder, events)
        return len(events)


def follow(folder: Path, events: list[Event]) -> None:
    """Write the present documents of everything that these events touch, then remember how far we are."""
    writer = open_index(folder).writer(HEAP, 1)
    for kind, ids in touched(events).items():
        documents = fetch(kind, ids)
        for pk in ids:
            writer.delete_documents_by_term("key", f"{kind}:{pk}")
            if pk in documents:
                writer.add_document(to_index(documents[pk]))
    writer.commit()
    writer.wait_merging_threads()
    remember(folder, position_of(events[-1]))


def touched(events: Iterable[Event]) -> dict[str, set[int]]:
    """Kind to ids: the events' own targets, and what they say changes with them."""
    found: dict[str, set[int]] = {}
    for event in events:
        for kind, pk in [(event.target_kind, event.target_id), *event.data.get("also", [])]:
            if kind in SOURCES:
                found.setdefault(kind, set()).add(int(pk))
    return found


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """Build the index anew beside the one in use, then swap. Returns how many documents there are."""
    with only_writer():
        return build_anew(progress)


def build_anew(progress: Callable[[int], None] | None = None) -> int:
    start = last_position()
    folder = root() / f"v{VERSION}-{time.time_ns()}"
    folder.mkdir(parents=True)
    writer = tantivy.Index(SCHEMA, path=str(folder)).writer(HEAP, 1)
    count = 0
    for source in SOURCES.values():
        for document in source(None):
            writer.add_document(to_index(document))
            count += 1
            if progress and count % PORTION == 0:
                progress(count)
    writer.commit()
    writer.wait_merging_threads()
    remember(folder, start)
    use(folder)
    return count


def last_position() -> Position:
    """Of the newest event before which nothing can appear any more."""
    event = Event.objects.filter(xid__lt=FIRST_UNFINISHED).order_by("-xid", "-id").first()
    return position_of(event) if event else Position()


def use(folder: Path) -> None:
    """From now on this folder; those before it are taken away, but the last, which somebody may be reading."""
    pointer = root() / "current.new"
    pointer.write_text(folder.name)
    pointer.replace(root() / "current")
    for old in sorted(root().glob("v*-*"))[:-2]:
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)


def position(folder: Path) -> Position:
    try:
        return Position(*json.loads((folder / "position.json").read_text()))
    except (OSError, ValueError, TypeError):
        return Position()


def remember(folder: Path, at: Position) -> None:
    target = folder / "position.json"
    fresh = folder / "position.json.new"
    fresh.write_text(json.dumps([at.xid, at.event_id]))
    fresh.replace(target)
