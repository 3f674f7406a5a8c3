"""The way of a card to a shelf, by the room's own actions."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from enlacesur.accounts.models import Person
from enlacesur.network.models import Organisation
from enlacesur.practices import actions, freshness, shelving
from enlacesur.practices.models import AttachmentRole, Partnership, Practice, Shelf, Submission
from enlacesur.review.models import Assessment
from enlacesur.review.rubrics import rubric
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.practices import publish
from tests.factories.review import decided, judged

FOR_SHELVES: dict[str, Any] = {
    "axes": ["2022:environment"],
    "evidence": "La universidad pesó los restos de 31 ferias durante un año y publicó el estudio.",
    "innovation": "Es la primera vez que el compost vuelve al barrio de donde sale.",
    "replicability": "Hace falta un acuerdo con los feriantes y una compostera cerrada.",
    "agreement_date": date(2019, 3, 1),
    "contact_email": "ferias@rivera.example",
    "links": ["https://rivera.example/ferias"],
}


def university(**fields: Any) -> Organisation:
    fields = {
        "name": "Universidad de la Frontera",
        "kind": "university",
        "country": "UY",
        "member_since": None,
        "public": True,
    } | fields
    return CityFactory(**fields)


def card(organisation: Organisation, by: Person, **changes: Any) -> Practice:
    """A published card that lacks nothing of its own."""
    practice = publish(organisation, by, **(FOR_SHELVES | changes))
    file = ContentFile(b"%PDF-1.7 the agreement", "convenio.pdf")
    actions.attach(practice, file, "application/pdf", AttachmentRole.AGREEMENT, by=by)
    return freshness.confirm_contact(practice, by=by)


def name(practice: Practice, partner: Organisation, by: Person, part: str = "Midió los resultados.") -> Partnership:
    return shelving.name_partner(practice, partner, part, by=by)


def confirm(partnership: Partnership, by: Person) -> Partnership:
    return shelving.confirm_part(partnership, shelving.sha256_of(partnership), by=by)


def put_forward(organisation: Organisation, by: Person, shelf: Shelf = Shelf.BANK, **changes: Any) -> Any:
    return shelving.put_forward(card(organisation, by, **changes), shelf, by=by)


def secretary() -> Person:
    return affiliate(PersonFactory(), CityFactory(kind="network", member_since=None)).person


def decide(submission: Submission, decision: str, by: Person | None = None) -> Submission:
    """What the secretariat decides once two evaluations are in; a return does not wait for them."""
    by = by or secretary()
    assessment = Assessment.objects.open().get(subject_kind="submission", subject_id=submission.pk)
    if decision != "returned":
        scores = dict.fromkeys(rubric(submission.shelf).slugs, 4)
        for _number in range(2):
            judged(assessment, by, scores=scores)
    decided(assessment, by, decision)
    submission.refresh_from_db()
    return submission


def on_shelf(
    organisation: Organisation, by: Person, shelf: Shelf = Shelf.BANK, decision: str = "accepted", **changes: Any
) -> Practice:
    """A card that was accepted."""
    practice: Practice = decide(put_forward(organisation, by, shelf, **changes), decision).practice
    return practice
