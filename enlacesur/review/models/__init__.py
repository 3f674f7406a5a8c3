"""The rows of this room."""

from enlacesur.review.models.assessments import Assessment
from enlacesur.review.models.evaluations import Evaluation, Recommendation
from enlacesur.review.models.evaluators import Evaluator, ReadLanguage, Tie, conflicting, three_years_ago

__all__ = [
    "Assessment",
    "Evaluation",
    "Evaluator",
    "ReadLanguage",
    "Recommendation",
    "Tie",
    "conflicting",
    "three_years_ago",
]
