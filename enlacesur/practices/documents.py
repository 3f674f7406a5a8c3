from collections.abc import Iterable, Iterator

from enlacesur.matching.documents import Document, register_source
from enlacesur.practices.models import Practice


def register() -> None:
    register_source("solution", solutions)


def solutions(ids: Iterable[int] | None) -> Iterator[Document]:
    """Published cards."""
    rows = Practice.objects.published().select_related("organisation")
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    for practice in rows.iterator(500):
        yield document_of(practice)


def document_of(practice: Practice) -> Document:
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
        day=practice.published_at.date() if practice.published_at else None,
        cost_ceiling=practice.least_cost,
    )


def texts(practice: Practice) -> Iterator[str]:
    """Everything that a reader reads, in reading order."""
    yield from (practice.summary, practice.problem, practice.done, practice.results, practice.lessons)
    yield from (practice.evidence, practice.innovation, practice.replicability)
    yield from (" ".join(pair) for pair in practice.figures)
    yield ", ".join(practice.partners)
    yield practice.place
