"""How much each reason weighs: what it adds to the score, as a part of all that speaks for the document.

What the text adds is known as a whole, from the index; it falls to the words and concepts as BM25 weighs them. What the
tags, the context and a sentence model add is known one by one.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from enlacesur.matching import ranking
from enlacesur.matching import reasons as why
from enlacesur.matching.documents import Document
from enlacesur.matching.evidence import Meeting
from enlacesur.matching.fit import said_on_both_sides, shared_tags
from enlacesur.matching.reasons import Misfit, Reason

if TYPE_CHECKING:
    from enlacesur.matching.match import Scored, Wanted

Part = tuple[Reason | Misfit, float]


def shares(
    wanted: "Wanted", scored: "Scored", met: list[Meeting], tags: ranking.Tags, length: int
) -> Mapping[Reason | Misfit, float]:
    """Reason to its part, 0..1; below nought what lowers the score. What adds nothing is not in it. Reasons are told up
    to a number, so that the parts may sum to less than 1."""
    document = scored.document
    context: list[Part] = [*ranking.in_favour(wanted, document)]
    whole = scored.by_words * (scored.text + scored.tags + sum(added for _reason, added in context)) + scored.near
    if whole <= 0:
        return {}
    parts = [*of_text(scored.text, met, length), *of_tags(wanted, document, tags), *context, *ranking.against(document)]
    found = {reason: scored.by_words * added / whole for reason, added in parts if added}
    return found | ({why.SimilarMeaning(): scored.near / whole} if scored.near else {})


def of_text(text: float, met: list[Meeting], length: int) -> Iterator[Part]:
    whole = sum(ranking.worth(meeting, length) for meeting in met)
    for reason, meetings in said_on_both_sides(met):
        yield reason, text * sum(ranking.worth(meeting, length) for meeting in meetings) / whole


def of_tags(wanted: "Wanted", document: Document, tags: ranking.Tags) -> Iterator[Part]:
    for reason in shared_tags(wanted, document):
        match reason:
            case why.SharedThemes(slugs):
                yield reason, sum(tags.get(("theme", slug), 0.0) for slug in slugs)
            case why.SharedSdgs(numbers):
                yield reason, sum(tags.get(("sdg", str(number)), 0.0) for number in numbers)
