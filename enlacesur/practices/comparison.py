"""What changed between two versions of a card, word by word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from enlacesur.practices.forms import LANGUAGES, SolutionForm, as_sent
from enlacesur.practices.models import VERSIONED, CostBand
from enlacesur.taxonomy.models import Term, Vocabulary
from enlacesur.taxonomy.vocabulary import named

PIECES = re.compile(r"\s+|[^\s]+")
# Beyond this, words are not compared one by one: the old and the new text stand beside each other.
MOST_PIECES = 4000

VOCABULARIES = {"themes": Vocabulary.THEMES, "sdgs": Vocabulary.SDGS, "axes": Vocabulary.AXES}
CHOICES: dict[str, dict[str, Any]] = {"cost": dict(CostBand.choices), "language": dict(LANGUAGES)}

Piece = tuple[str, str]  # "same", "ins" or "del", and the text


@dataclass(frozen=True)
class Change:
    name: str
    label: str
    pieces: list[Piece]


def compare(before: Mapping[str, Any], after: Mapping[str, Any], names: Sequence[str] = VERSIONED) -> list[Change]:
    """The fields that differ, in the order of the card; of versions, which everybody reads, those that they keep."""
    labels = SolutionForm.base_fields
    found = []
    for name in names:
        old, new = text_of(name, before), text_of(name, after)
        if old != new:
            found.append(Change(name, str(labels[name].label), list(pieces(old, new))))
    return found


def text_of(name: str, content: Mapping[str, Any]) -> str:
    """A field as it is read: terms by what they are called."""
    if name not in content:
        return ""
    if name in VOCABULARIES:
        return " · ".join(called(term) for term in named(VOCABULARIES[name], content[name]))
    if name in CHOICES:
        return str(CHOICES[name].get(content[name], content[name]))
    return ", ".join(as_sent(name, content[name]))


def called(term: Term) -> str:
    return f"{term.label} ({term.edition})" if term.edition else term.label


def pieces(old: str, new: str) -> Iterator[Piece]:
    a, b = PIECES.findall(old), PIECES.findall(new)
    if max(len(a), len(b)) > MOST_PIECES:
        yield from changed(old, new)
        return
    gone, come = "", ""
    for kind, start, end, new_start, new_end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        before, after = "".join(a[start:end]), "".join(b[new_start:new_end])
        if kind == "equal" and before.strip():
            yield from changed(gone, come)
            yield "same", before
            gone, come = "", ""
        else:  # also a space between two changes: words that changed one after another are one change
            gone, come = gone + before, come + after
    yield from changed(gone, come)


def changed(gone: str, come: str) -> Iterator[Piece]:
    if gone == come:
        yield from [("same", gone)] if gone else []
        return
    yield from ((kind, text) for kind, text in (("del", gone), ("ins", come)) if text)
