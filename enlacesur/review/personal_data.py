"""What this room keeps of a person who evaluates: to take along, or to erase."""

from typing import Any

from django.forms import model_to_dict
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.edits import texts_beside
from enlacesur.journal.said import ERASED
from enlacesur.review import actions, community
from enlacesur.review.models import Evaluator

WRITTEN = ("state", "due", "scores", "comments", "to_authors", "note", "recommendation", "submitted_at", "reason")


def export_of(person: Person) -> dict[str, Any]:
    evaluator = Evaluator.objects.filter(person=person).select_related("organisation").first()
    if evaluator is None:
        return {"evaluator": None}
    profile = model_to_dict(evaluator, fields=["about", "themes", "sdgs", "languages", "at_once", "state", "reason"])
    return {
        "evaluator": profile
        | {
            "organisation": str(evaluator.organisation or ""),
            "offered_at": evaluator.offered_at,
            "ties": [str(tie) for tie in evaluator.ties.select_related("organisation")],
            "evaluations": [
                {"of": str(row.assessment), "edition": row.assessment.edition, "beside": texts_beside(row.edits)}
                | model_to_dict(row, fields=WRITTEN)
                for row in evaluator.evaluations.whole()
            ],
        }
    }


def erase(person: Person) -> None:
    """What is in stays, for it was decided by it; unfinished ones are handed over, the profile is emptied, and why
    evaluations were given back, which tells of the person, is erased."""
    evaluator = Evaluator.objects.filter(person=person).first()
    if evaluator is None:
        return
    evaluator.evaluations.exclude(reason="").update(reason=ERASED)
    for evaluation in evaluator.evaluations.unfinished().whole():
        actions.hand_over(evaluation, _("The evaluator has closed their account."), by=person)
    community.forget(evaluator, by=person)
