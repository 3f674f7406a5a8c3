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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from enlacesur.journal.actions import FIRST_UNFINISHED, Position, is_known, position_of, read_after
from enlacesur.journal.models import Event
from enlacesur.matching.analysis import plain
from enlacesur.matching.documents import SOURCES, Document, fetch
from enlacesur.matching.embedding import Dense, configured, vectors_of
from enlacesur.matching.schema import SCHEMA, VERSION, row, unpack
from enlacesur.matching.translation import forget_old_translations, translations
from enlacesur.matching.words import OTHER
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import terms

logger = logging.getLogger(__name__)

HEAP = 64_000_000
PORTION = 1000
REMEMBERED = 5000  # documents that a reader keeps unpacked
DEEPEST = 10_000  # hits that are read to bring those that tie into an order

Found = tuple[float, tantivy.DocAddress]  # its score, and where it is


class NoIndex(Exception):  # noqa: N818
    """There is no index on this machine yet, or it cannot be read."""


# Reading


class View:
    """The index as of one commit: what is asked together is answered from the same state."""

    def __init__(self, name: str, searcher: tantivy.Searcher, dense: Dense | None = None) -> None:
        self.name = name
        self.searcher = searcher
        self.dense = dense
        self.unpacked: dict[tuple[int, int], Document] = {}

    def best(self, query: tantivy.Query, wanted: int, *, count: bool = False) -> tuple[list[Found], int]:
        """The best of a query, and how many there are in all, when they are counted. The index breaks ties by the order
        in which documents came; here the newest go first, so the hits are read on until none ties with the last one
        wanted."""
        limit = wanted + 1
        while True:
            found: Any = self.searcher.search(query, limit, count=count)
            hits = found.hits  # each look at them makes the list anew
            scores = [round(float(score), 4) for score, _address in hits]
            if len(scores) < limit or scores[-1] < scores[wanted - 1] or limit > DEEPEST:
                break
            limit *= 4
        days = self.searcher.fast_field_values("newest", [address for _score, address in hits])
        ranked = sorted(range(len(scores)), key=lambda place: (-scores[place], -(days[place] or 0)))
        return [hits[place] for place in ranked[:wanted]], found.count or 0

    def document(self, address: tantivy.DocAddress) -> Document:
        place = (address.segment_ord, address.doc)
        found = self.unpacked.get(place)
        if found is None:
            found = unpack(self.searcher.doc(address)["source"][0])
            if len(self.unpacked) < REMEMBERED:
                self.unpacked[place] = found
        return found


class Reader:
    """The index of this process, opened once and looked at anew when a writer has committed."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seen: tuple[Path, int] | None = None
        self.index: tantivy.Index | None = None
        self.latest: View | None = None

    def view(self) -> View:
        with self.lock:
            folder = current_folder()
            if folder is None:
                raise NoIndex
            seen = (folder, (folder / "meta.json").stat().st_mtime_ns)
            if self.latest is None or self.index is None or seen != self.seen:
                if self.index is None or self.seen is None or self.seen[0] != folder:
                    self.index = open_index(folder)
                self.index.reload()
                self.latest, self.seen = View(str(folder), self.index.searcher(), configured()), seen
            return self.latest


READER = Reader()


def view() -> View:
    """Raises NoIndex. A folder that was taken away while it was opened is no fault: there is a newer one."""
    before = current_folder()
    try:
        return READER.view()
    except (ValueError, OSError) as fault:
        if current_folder() != before:
            return view()
        report(fault)
        raise NoIndex from fault


def report(fault: Exception) -> None:
    """Leave word for the writer, which may be another process, that the index cannot be read."""
    logger.error("The search index in %s cannot be read: %s", root(), fault)
    with contextlib.suppress(OSError):
        (root() / "broken").touch()


def is_ready() -> bool:
    try:
        view()
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
    """Bring what the journal tells of into the index. Returns how many events were read. Rebuilds what is broken, and
    what was made of other vocabularies or of another journal: of a database that was restored since."""
    with only_writer():
        folder = current_folder()
        if folder is None or is_broken():
            return start_over("There is no readable search index")
        if is_outdated(folder):
            return start_over("The vocabularies have changed since the search index was built")
        stands = position(folder)
        if not is_known(stands):
            return start_over("The journal is another one since the search index was built")
        events = read_after(stands, PORTION)
        things = touched(events)
        present = {kind: fetch(kind, sorted(ids)) for kind, ids in things.items()}
        try:
            if things:
                write(folder, things, present)
            if events:
                remember(folder, position_of(events[-1]))
        except (ValueError, OSError) as fault:
            return start_over(f"The search index cannot be written ({fault})")
        return len(events)


def is_broken() -> bool:
    return (root() / "broken").exists() or not is_ready()


def is_outdated(folder: Path) -> bool:
    """Documents are filed under the terms of the profile: another profile makes others, of which no event tells."""
    file = folder / "vocabularies"
    made_of = file.read_text() if file.exists() else ""
    if made_of == vocabularies():
        return False
    terms.cache_clear()  # it may be this process that knows the old ones
    return made_of != vocabularies()


def vocabularies() -> str:
    """A sign of all terms as this process knows them."""
    said = [(one, code, term.labels, term.data) for one in Vocabulary for code, term in terms(one).items()]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def start_over(why: str) -> int:
    logger.warning("%s in %s: building it anew from the database", why, root())
    logger.warning("The search index is whole again: %s documents", build_anew())
    return 1


def write(folder: Path, things: dict[str, set[int]], present: dict[str, dict[int, Document]]) -> None:
    """Replace these things in the index by what they are now; what is no more is taken out."""
    writer = open_index(folder).writer(HEAP, 1)
    for kind, ids in sorted(things.items()):
        for pk in sorted(ids):
            writer.delete_documents_by_term("key", f"{kind}:{pk}")
        embed(present[kind].values(), gone=[f"{kind}:{pk}" for pk in ids])
        for document in with_translations(list(present[kind].values())):
            add(writer, document)
    writer.commit()
    writer.wait_merging_threads()


def portions(documents: Iterable[Document]) -> Iterator[list[Document]]:
    waiting = iter(documents)
    while portion := list(islice(waiting, PORTION)):
        yield portion


def with_translations(documents: Sequence[Document]) -> list[Document]:
    """The documents, each with its translation: its own, or the translator's where there is one."""
    said = translated(document for document in documents if not document.translated)
    return [replace(one, translated=one.translated or said.get(one.key, "")) for one in documents]


def embed(documents: Iterable[Document], gone: Iterable[str] = ()) -> None:
    """Keep what the documents mean, where a sentence model is configured; forget what is gone."""
    dense = configured()
    if dense is None:
        return
    try:
        dense.vectors.forget(gone)
        dense.vectors.keep(vectors_of(dense.model, documents))
    except Exception:  # a model may fail in any way; what it cannot read is found by its words
        logger.exception("The sentence model could not read what is new")


def translated(documents: Iterable[Document]) -> dict[str, str]:
    """What the translator makes of the documents, by their keys."""
    documents = list(documents)
    found: dict[str, str] = {}
    for source, target in OTHER.items():
        own = [document for document in documents if document.language == source]
        said = translations([f"{plain(document.title)}\n{plain(document.text)}" for document in own], source, target)
        found |= {document.key: text for document, text in zip(own, said, strict=True) if text}
    return found


def add(writer: tantivy.IndexWriter, document: Document) -> None:
    """One document that cannot be analysed is left out, loudly; it does not keep the others from being found."""
    try:
        made = row(document)
    except Exception:
        logger.exception("%s cannot be put into the search index", document.key)
        return
    writer.add_document(made)


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
    start, made_of = last_position(), vocabularies()
    folder = root() / f"v{VERSION}-{time.time_ns()}"
    folder.mkdir(parents=True)
    writer = tantivy.Index(SCHEMA, path=str(folder)).writer(HEAP, 1)
    count = 0
    for _kind, source in sorted(SOURCES.items()):
        for portion in portions(source(None)):
            embed(portion)
            for document in with_translations(portion):
                add(writer, document)
                count += 1
                if progress and count % PORTION == 0:
                    progress(count)
    writer.commit()
    writer.wait_merging_threads()
    forget_old_translations()
    (folder / "vocabularies").write_text(made_of)
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
    (root() / "broken").unlink(missing_ok=True)
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
