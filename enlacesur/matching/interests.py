"""Words of a stored interest against a document."""

import re
from functools import lru_cache

from django.conf import settings

from enlacesur.matching.analysis import analyse
from enlacesur.matching.documents import Document
from enlacesur.matching.evidence import Group, evidence_in, groups_of

SEPARATORS = re.compile(r"[,;\n/]+")


def matches_words(words: str, language: str, document: Document) -> list[str]:
    """The words and phrases of an interest that a document meets, in either language, as they were written."""
    evidence = evidence_in(document)
    met = [(group, evidence.meet(group)) for group in analyse_interest(words, language)]
    return [group.words for group, meeting in met if meeting and meeting.by != "wider" and whole(group, meeting.by)]


def meets_words(words: str, language: str, document: Document) -> bool:
    """Whether a document meets every word or phrase of an interest."""
    wanted = analyse_interest(words, language)
    return bool(wanted) and len(matches_words(words, language, document)) == len(wanted)


def whole(group: Group, by: str) -> bool:
    """A phrase is met by its concept, not by some of its words."""
    return by != "parts" or not group.concepts


def analyse_interest(words: str, language: str) -> tuple[Group, ...]:
    """The groups of an interest; a comma keeps phrases apart."""
    return kept_groups(SEPARATORS.sub(". ", words), language, str(settings.PROFILE))


@lru_cache(maxsize=20_000)
def kept_groups(words: str, language: str, profile: str) -> tuple[Group, ...]:
    return tuple(groups_of(analyse(words, language)))
