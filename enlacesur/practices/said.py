"""What a city tells of its adaptation, so that a notice can show it: the words are kept here alone."""

from enlacesur.notifications.said import register_fields
from enlacesur.practices.models import Adaptation


def register() -> None:
    register_fields({"adaptation.changes": (Adaptation, "changes"), "adaptation.results": (Adaptation, "results")})
