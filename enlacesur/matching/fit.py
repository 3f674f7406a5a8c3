"""What speaks for a document and what against it, found by holding it against the one who asks."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils import timezone

from enlacesur.core.text import folded
from enlacesur.matching import ranking, weights
from enlacesur.matching import reasons as why
from enlacesur.matching.cognates import singular
from enlacesur.matching.documents import Document
from enlacesur.matching.evidence import Group, Meeting
from enlacesur.matching.reasons import Bridge, Misfit, Reason

if TYPE_CHECKING:
    from enlacesur.matching.match import Wanted

MANY_TIMES = 8
LONG_AGO = 6  # years
BY_CONCEPT = ("concepts", "wider", "answers")  # index fields
MOST_CONCEPTS = 4
MOST_WORDS = 6
MOST_BRIDGES = 6


def reasons(wanted: "Wanted", document: Document, met: list[Meeting]) -> Iterator[Reason]:
    """The most telling first: what is meant, then tags, then context."""
    yield from (reason for reason, _meetings in said_on_both_sides(met))
    yield from shared_tags(wanted, document)
    yield from good_context(wanted, document)


def said_on_both_sides(met: list[Meeting]) -> Iterator[tuple[Reason, list[Meeting]]]:
    """Each reason that lies in the text, with the words and concepts behind it."""
    by_concept = [meeting for meeting in met if meeting.by in BY_CONCEPT]
    for meeting in by_concept[:MOST_CONCEPTS]:
        yield (why.SharedConcept if meeting.names_it else kin(meeting))(*both_sides(meeting)), [meeting]
    others = [meeting for meeting in met if meeting not in by_concept and meeting.how >= weights.TELLING]
    if own := [meeting for meeting in others if meeting.by != "said"][:MOST_WORDS]:
        yield why.SharedWords(tuple(meeting.words for meeting in own)), own
    if said := [meeting for meeting in others if meeting.by == "said"][:MOST_WORDS]:
        yield why.SharedInTranslation(tuple(meeting.words for meeting in said)), said


def kin(meeting: Meeting) -> type[why.Answer | why.RelatedConcept]:
    """How another concept meets than the one that is asked for."""
    return why.Answer if meeting.by == "answers" else why.RelatedConcept


def both_sides(meeting: Meeting) -> tuple[str, str, str, str, str]:
    group = meeting.group
    return meeting.term, group.words, meeting.words, group.language, meeting.language


def shared_tags(wanted: "Wanted", document: Document) -> Iterator[Reason]:
    if themes := tuple(slug for slug in wanted.themes if slug in document.themes):
        yield why.SharedThemes(themes)
    if sdgs := tuple(number for number in wanted.sdgs if number in document.sdgs):
        yield why.SharedSdgs(sdgs)
    if modalities := tuple(slug for slug in wanted.modalities if slug in document.modalities):
        yield why.SharedModality(modalities)


def good_context(wanted: "Wanted", document: Document) -> Iterator[Reason]:
    yield from (reason for reason, _added in ranking.in_favour(wanted, document))
    if document.capacity:
        yield why.PlacesLeft(document.capacity)
    if wanted.ceiling and document.cost_ceiling is not None and document.cost_ceiling <= wanted.ceiling:
        yield why.WithinCeiling(wanted.ceiling)
    if document.language != wanted.language and wanted.language in document.languages:
        yield why.SpeaksYours(wanted.language)


def misfits(
    wanted: "Wanted", document: Document, met: list[Meeting], groups: list[Group], rarity: dict[Group, float]
) -> Iterator[Misfit]:
    works_in = document.languages or (document.language,)
    understood = wanted.languages or (wanted.language,)
    if not set(works_in) & set(understood):
        yield why.OtherLanguage(works_in[0])
    yield from (misfit for misfit, _added in ranking.against(document))
    yield from size_apart(wanted.population, document.population)
    if wanted.ceiling and document.cost_ceiling is not None and document.cost_ceiling > wanted.ceiling:
        yield why.AboveCeiling(document.cost_ceiling, wanted.ceiling)
    if wanted.themes and document.themes and not set(wanted.themes) & set(document.themes):
        yield why.NoSharedTheme()
    if wanted.modalities and document.modalities and not set(wanted.modalities) & set(document.modalities):
        yield why.OtherModality()
    if document.day and timezone.localdate().year - document.day.year >= LONG_AGO:
        yield why.LongAgo(document.day.year)
    if missing := missing_words(met, groups, rarity):
        yield why.WordsMissing(missing)


def size_apart(here: int, there: int) -> Iterator[Misfit]:
    if not here or not there:
        return
    if there / here >= MANY_TIMES:
        yield why.MuchLarger(round(there / here))
    elif here / there >= MANY_TIMES:
        yield why.MuchSmaller(round(here / there))


def missing_words(met: list[Meeting], groups: list[Group], rarity: dict[Group, float]) -> tuple[str, ...]:
    """Up to three telling things of the need, known to the glossary, that the document does not speak of."""
    has = {meeting.group for meeting in met}
    lacking = [group for group in groups if group.concepts and group not in has]
    return tuple(group.words for group in sorted(lacking, key=lambda group: (-rarity[group], group.words))[:3])


def bridges(wanted: "Wanted", document: Document, met: list[Meeting]) -> Iterator[Bridge]:
    """Where both mean the same and say it otherwise."""
    said = [meeting for meeting in met if means_the_same(meeting)]
    for meeting in said[:MOST_BRIDGES]:
        yield Bridge(
            here=meeting.group.words,
            here_language=meeting.group.language,
            here_country=wanted.country,
            there=meeting.words,
            there_language=meeting.language,
            there_country=document.country,
        )


def otherwise(met: Iterable[Meeting]) -> Iterator[Reason]:
    """Of the words that were typed: which the document says in other words, and in which."""
    for meeting in met:
        if means_the_same(meeting):
            yield why.SharedConcept(*both_sides(meeting))
        elif meeting.by in BY_CONCEPT and not meeting.names_it:
            yield kin(meeting)(*both_sides(meeting))
        elif meeting.by == "said":
            yield why.SharedInTranslation((meeting.words,))


def means_the_same(meeting: Meeting) -> bool:
    """The same concept or cognate, and not the same word, nor its plural."""
    same_thing = meeting.by == "keys" or meeting.names_it
    here, there = bare(meeting.group.words), bare(meeting.words)
    across = meeting.by == "concepts" or meeting.language != meeting.group.language
    return same_thing and across and here != there


def bare(words: str) -> list[str]:
    return [folded(singular(word)) for word in words.split()]
