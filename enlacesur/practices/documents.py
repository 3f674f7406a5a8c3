from collections.abc import Iterable, Iterator

from django.db.models import Count, Q

from enlacesur.matching.documents import Document, chosen, register_source
from enlacesur.matching.words import OTHER
from enlacesur.network.models import Organisation, OrganisationKind
from enlacesur.practices.models import TRANSLATED, Practice
from enlacesur.practices.states import AdaptationState, ConfirmationState, PartState
from enlacesur.practices.translating import pieces_of
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import under

PROVEN = Q(adaptations__state=AdaptationState.WORKING, adaptations__confirmation=ConfirmationState.CONFIRMED)


def register() -> None:
    register_source("solution", solutions)


def solutions(ids: Iterable[int] | None) -> Iterator[Document]:
    """Published cards. What stands behind one is that it works elsewhere too, and that its city confirms it."""
    rows = Practice.objects.published().select_related("organisation").annotate(proven=Count("adaptations", PROVEN))
    rows = rows.prefetch_related("submissions", "partnerships__organisation", "translations")
    for practice in chosen(rows, ids):
        yield document_of(practice, practice.proven)


def document_of(practice: Practice, evidence: int = 0) -> Document:
    """Of a card, also of one that is not kept yet."""
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
        marks=tuple(marks(practice)) if practice.pk else (),
        translated=own_translation(practice) if practice.pk else "",
        extra={"seals": seals(practice)} if practice.pk else {},
        day=practice.published_at.date() if practice.published_at else None,
        evidence=evidence,
        cost_ceiling=practice.least_cost,
    )


def marks(practice: Practice) -> Iterator[str]:
    """By what the pages of the Bank and the Observatory are searched: shelf, axis, edition, university."""
    for submission in practice.submissions.all():
        if submission.is_on_shelf:
            yield f"shelf:{submission.shelf}"
            yield f"edition-{submission.shelf}:{submission.edition}"
            yield from (f"criterion-{submission.shelf}:{slug}" for slug in submission.criteria)
    for axis in practice.axes:
        yield from (f"axis:{code}" for code in under(Vocabulary.AXES, axis))
    yield from (f"university:{university.slug}" for university in universities(practice))


def own_translation(practice: Practice) -> str:
    """What the institution itself says in the other language, while it says the same as the card."""
    other = OTHER.get(practice.language)
    for one in practice.translations.all():
        if one.language == other and one.version == practice.version:
            said = {name: one.texts[name] for name in TRANSLATED if name in one.texts}
            return "\n".join(piece for name, value in said.items() for piece in pieces_of(name, value))
    return ""


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
