"""What is said when somebody asks to act for an institution, so that a notice can show it: kept here alone."""

from enlacesur.journal.said import register_fields
from enlacesur.network.models import Affiliation


def register() -> None:
    places = {"affiliation.message": (Affiliation, "message"), "affiliation.reason": (Affiliation, "reason")}
    register_fields(places, erasable=places)
