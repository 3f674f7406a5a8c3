"""What the secretariat says with a decision, so that a notice can show it: the words are kept here alone."""

from enlacesur.notifications.said import register_fields
from enlacesur.review.models import Assessment


def register() -> None:
    register_fields({"assessment.reasons": (Assessment, "reasons")})
