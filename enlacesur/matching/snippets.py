"""The stretch of a text that shows why it was found, its hits marked: as data, never as HTML."""

from collections.abc import Sequence

from enlacesur.matching.documents import Document
from enlacesur.matching.evidence import Group, evidence_of

REACH = 250  # characters of a snippet
BEFORE = 50  # of them before the first hit

Part = tuple[str, bool]  # text, and whether it is a hit
Mark = tuple[int, int]


def marked(text: str, document: Document, groups: Sequence[Group]) -> list[Part]:
    """A whole text, a title, with its hits."""
    evidence = evidence_of(text, document)
    return parts(evidence.analysed.text, 0, len(evidence.analysed.text), evidence.marks(groups))


def snippet(document: Document, groups: Sequence[Group]) -> list[Part]:
    """The stretch of the text with most hits; without any, the summary."""
    evidence = evidence_of(document.text, document)
    text, marks = evidence.analysed.text, evidence.marks(groups)
    if not marks:
        summary = evidence_of(document.summary, document).analysed.text or text
        return shortened(summary)
    start, end = best_stretch(text, marks)
    inside = [mark for mark in marks if mark[0] >= start and mark[1] <= end]
    found = parts(text, start, end, inside)
    return [("… ", False)] * (start > 0) + found + [(" …", False)] * (end < len(text))


def shortened(text: str) -> list[Part]:
    if len(text) <= REACH:
        return [(text, False)] if text else []
    return [(text[: last_blank(text, 0, REACH)], False), (" …", False)]


def best_stretch(text: str, marks: Sequence[Mark]) -> Mark:
    """Around the densest hits, cut at blanks."""
    first = max(marks, key=lambda mark: (sum(mark[0] <= other[0] < mark[0] + REACH for other in marks), -mark[0]))[0]
    start = text.rfind(" ", 0, first - BEFORE) + 1 if first > BEFORE else 0
    if len(text) - start <= REACH:
        return start, len(text)
    return start, last_blank(text, start, start + REACH)


def last_blank(text: str, start: int, end: int) -> int:
    blank = text.rfind(" ", start + REACH // 2, end)
    return blank if blank > 0 else end


def parts(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Part]:
    found: list[Part] = []
    at = start
    for first, last in marks:
        if first > at:
            found.append((text[at:first], False))
        found.append((text[first:last], True))
        at = last
    if at < end:
        found.append((text[at:end], False))
    return found
