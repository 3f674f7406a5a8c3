"""What the secretariat and evaluators say, so that a notice can show it: the words are kept here alone."""

from django.db.models import Model

from enlacesur.journal.said import register_fields
from enlacesur.review.models import Assessment, Evaluation, Evaluator

PLACES: dict[str, tuple[type[Model], str]] = {
    "assessment.reasons": (Assessment, "reasons"),
    "evaluation.reason": (Evaluation, "reason"),
    "evaluator.about": (Evaluator, "about"),
    "evaluator.reason": (Evaluator, "reason"),
}


def register() -> None:
    register_fields(PLACES, erasable=["evaluation.reason", "evaluator.reason"])
