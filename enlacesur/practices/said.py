"""What cities say in this room, so that a notice can show it: the words are kept here alone."""

from django.db.models import Model

from enlacesur.journal.said import register_fields
from enlacesur.practices.adapting import REMARK
from enlacesur.practices.models import Adaptation, Partnership, Practice, Remark

PLACES: dict[str, tuple[type[Model], str]] = {
    "adaptation.changes": (Adaptation, "changes"),
    "adaptation.results": (Adaptation, "results"),
    REMARK: (Remark, "text"),
    "partnership.part": (Partnership, "part"),
    "partnership.reason": (Partnership, "reason"),
    "solution.contact_fault": (Practice, "contact_fault"),
}


REASONS = (REMARK, "partnership.reason")


def register() -> None:
    register_fields(PLACES, erasable=REASONS)
