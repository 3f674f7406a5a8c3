from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from enlacesur.matching import index
from enlacesur.matching.documents import SOURCES, Document
from tests import profiles

TINY = Path(profiles.__path__[0]) / "tiny"


@pytest.fixture(autouse=True)
def tiny_glossary(settings):
    """The glossary of the invented network: small, and known to the tests."""
    settings.PROFILE = TINY


class Shelf:
    """The documents of a test, as if rooms had them. Changing it does not change the index: that is the test's."""

    def __init__(self):
        self.documents: dict[str, Document] = {}

    def put(self, *documents):
        self.documents |= {document.key: document for document in documents}

    def remove(self, key):
        del self.documents[key]

    def source(self, kind):
        def documents(ids):
            for document in list(self.documents.values()):
                if document.kind == kind and (ids is None or document.id in set(ids)):
                    yield document

        return documents


@pytest.fixture
def shelf(monkeypatch):
    shelf = Shelf()
    for kind in list(SOURCES):
        monkeypatch.delitem(SOURCES, kind)
    for kind in ("solution", "need", "strength", "expert", "organisation", "exchange"):
        monkeypatch.setitem(SOURCES, kind, shelf.source(kind))
    return shelf


@pytest.fixture
def make_index(db, shelf):
    """Put documents on the shelf and build the index of them."""

    def make(*documents):
        shelf.put(*documents)
        index.rebuild()
        return shelf

    return make


BASE = Document(
    kind="solution", id=0, language="es", title="", text="", url="/soluciones/1", country="UY", day=date(2026, 5, 1)
)


def card(id, text, **changes):
    """A document of the tests: its text, and what else matters to the test."""
    title, _dot, rest = text.partition(". ")
    return replace(BASE, **{"id": id, "organisation_id": id, "title": title, "text": rest, **changes})
