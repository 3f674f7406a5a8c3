"""The way of a card to a shelf, by the room's own actions."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from enlacesur.accounts.models import Person
from enlacesur.network.models import Organisation
from enlacesur.practices import actions, freshness, shelving
from enlacesur.practices.models import AttachmentRole, Partnership, Practice, Shelf
from enlacesur.practices.states import SubmissionState
from tests.factories.network import CityFactory
from tests.factories.practices import publish

FOR_SHELVES: dict[str, Any] = {
    "axes": ["2022:environment"],
    "evidence": "La universidad pesó los restos de 31 ferias durante un año.",
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


def on_shelf(
    organisation: Organisation,
    by: Person,
    shelf: Shelf = Shelf.BANK,
    state: SubmissionState = SubmissionState.ACCEPTED,
    **changes: Any,
) -> Practice:
    """A card that was accepted."""
    submission = put_forward(organisation, by, shelf, **changes)
    shelving.settle(submission, state, reasons="Cumple con todo.", summary="Funciona en 31 ferias.", by=by)
    return submission.practice
