from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet

from enlacesur.core.compiled import Compiled, given_ids
from enlacesur.matching.documents import Document, Said, chosen, register_source
from enlacesur.matching.words import OTHER
from enlacesur.network.models import Organisation, OrganisationKind
from enlacesur.practices.models import TRANSLATED, Practice
from enlacesur.practices.states import AdaptationState, ConfirmationState, PartState
from enlacesur.practices.translating import pieces_of
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import under

PROVEN = Q(adaptations__state=AdaptationState.WORKING, adaptations__confirmation=ConfirmationState.CONFIRMED)


def register() -> None:
    register_source("solution", solutions, sketches)


def solutions(ids: Iterable[int] | None) -> Iterator[Document]:
    """Published cards. What stands behind one is that it works elsewhere too, and that its city confirms it."""
    rows = Practice.objects.published().select_related("organisation").annotate(proven=Count("adaptations", PROVEN))
    rows = rows.prefetch_related("submissions", "partnerships__organisation", "translations")
    for practice in chosen(rows, ids):
        said = {one.language: one.texts for one in practice.translations.all() if one.version == practice.version}
        behind = {"seals": seals(practice)}
        yield replace(sketch(practice, said), marks=tuple(marks(practice)), evidence=practice.proven, extra=behind)


CARD, WHOSE = ([column.attname for column in kept._meta.concrete_fields] for kept in (Practice, Organisation))


@Compiled
def cards_and_translations() -> QuerySet[Any, Any]:
    """A row for each translation of a card, one where there is none."""
    same_version = FilteredRelation("translations", condition=Q(translations__version=F("version")))
    cards = Practice.objects.published().filter(pk__in=given_ids("cards")).annotate(said=same_version)
    whose = (f"organisation__{name}" for name in WHOSE)
    return cards.order_by("pk").values_list(*CARD, *whose, "said__language", "said__texts")


def sketches(ids: Iterable[int]) -> Iterator[Document]:
    for card, rows in groupby(cards_and_translations.rows(cards=list(ids)), lambda row: row[:-2]):
        practice = Practice.from_db("default", CARD, card[: len(CARD)])
        practice.organisation = Organisation.from_db("default", WHOSE, card[len(CARD) :])
        yield sketch(practice, {language: texts for *_card, language, texts in rows})


def sketch(practice: Practice, translations: Mapping[str, Any] = MappingProxyType({})) -> Document:
    """Of a card, also of one that is not kept yet, what it says itself: of its marks the axes alone. `translations`: by
    language, those of this version by its institution."""
    organisation = practice.organisation
    return Document(
        kind="solution",
        id=practice.pk or 0,
        language=practice.language,
        title=practice.title,
        text="\n".join(texts(practice)),
        summary=practice.summary,
        url=practice.get_absolute_url() if practice.pk else "",
        organisation_id=organisation.pk,
        organisation=str(organisation),
        city=organisation.name,
        country=organisation.country,
        population=organisation.population or 0,
        themes=tuple(practice.themes),
        sdgs=tuple(practice.sdgs),
        languages=(practice.language,),
        marks=tuple(axis_marks(practice)),
        said=dict(said_by_institution(translations)),
        translated=put_into(OTHER.get(practice.language, ""), translations),
        day=practice.published_at.date() if practice.published_at else None,
        cost_ceiling=practice.least_cost,
    )


def marks(practice: Practice) -> Iterator[str]:
    """By what the pages of the Bank and the Observatory are searched: shelf, axis, edition, university."""
    for submission in practice.submissions.all():
        if submission.is_on_shelf:
            yield f"shelf:{submission.shelf}"
            yield f"edition-{submission.shelf}:{submission.edition}"
            yield from (f"criterion-{submission.shelf}:{slug}" for slug in submission.criteria)
    yield from axis_marks(practice)
    yield from (f"university:{university.slug}" for university in universities(practice))


def axis_marks(practice: Practice) -> Iterator[str]:
    for axis in practice.axes:
        yield from (f"axis:{code}" for code in under(Vocabulary.AXES, axis))


def said_by_institution(translations: Mapping[str, Any]) -> Iterator[tuple[str, Said]]:
    for language, texts in translations.items():
        if texts and texts.get("title") and texts.get("summary"):
            yield language, Said(texts["title"], texts["summary"])


def put_into(language: str, translations: Mapping[str, Any]) -> str:
    texts = translations.get(language, {})
    said = {name: texts[name] for name in TRANSLATED if name in texts}
    return "\n".join(piece for name, value in said.items() for piece in pieces_of(name, value))


def seals(practice: Practice) -> list[str]:
    return [submission.seal for submission in practice.submissions.all() if submission.is_on_shelf]


def universities(practice: Practice) -> Iterator[Organisation]:
    confirmed = [one.organisation for one in practice.partnerships.all() if one.state == PartState.CONFIRMED]
    for organisation in (practice.organisation, *confirmed):
        if organisation.kind == OrganisationKind.UNIVERSITY:
            yield organisation


def texts(practice: Practice) -> Iterator[str]:
    """Everything that a reader reads, in reading order."""
    yield from (practice.summary, practice.problem, practice.done, practice.results, practice.lessons)
    yield from (practice.evidence, practice.innovation, practice.replicability)
    yield from practice.requirements
    yield from (" ".join(pair) for pair in practice.figures)
    yield ", ".join(practice.partners)
    yield practice.place
