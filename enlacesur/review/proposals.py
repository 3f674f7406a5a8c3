"""Whom the secretariat may ask: by theme, language, load and conflict, each with what speaks for and against."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, OuterRef

from enlacesur.review.conflicts import conflicts_of
from enlacesur.review.models import Assessment, Evaluation, Evaluator
from enlacesur.review.states import EvaluationState
from enlacesur.taxonomy.models import Term, Vocabulary
from enlacesur.taxonomy.vocabulary import named

THEMES, GOALS, LANGUAGE = 60, 20, 20  # of a hundred


@dataclass(frozen=True)
class Proposal:
    """`fit`: 0 to 100, for the order; `themes` and `goals`: those that they share; `load`: evaluations under way;
    `earlier`: judged the round before."""

    evaluator: Any  # with `last`: when something was last asked of them
    fit: int
    themes: list[Term]
    goals: list[Term]
    reads: bool
    load: int
    earlier: bool
    conflicts: list[str]

    @property
    def has_room(self) -> bool:
        return self.load < self.evaluator.at_once

    @property
    def assignable(self) -> bool:
        return self.has_room and not self.conflicts


def proposals(assessment: Assessment) -> list[Proposal]:
    """Best first: those of the round before, then who fits best; of equals who has least to do, and who was asked
    longest ago. Then those who have no room, and last those who stand too near."""
    asked = Evaluation.objects.filter(assessment=assessment).exclude(state=EvaluationState.RELEASED)
    # Whose evaluation of the round before is in knows it, and sees whether it was improved.
    before = Evaluation.objects.submitted().filter(assessment=assessment.previous_id or 0, evaluator=OuterRef("pk"))
    free = Evaluator.objects.admitted().exclude(pk__in=asked.values("evaluator")).with_load()
    rows = free.annotate(last=Max("evaluations__asked_at"), earlier=Exists(before))
    evaluators = list(rows.select_related("person", "organisation"))
    conflicts = conflicts_of(evaluators, assessment)
    return sorted((propose(one, assessment, conflicts.get(one.pk, [])) for one in evaluators), key=rank)


def rank(row: Proposal) -> tuple[object, ...]:
    last = row.evaluator.last.timestamp() if row.evaluator.last else 0
    return bool(row.conflicts), not row.has_room, not row.earlier, -row.fit, row.load, last, row.evaluator.pk


def propose(evaluator: Any, assessment: Assessment, conflicts: list[str]) -> Proposal:
    themes = set(evaluator.themes) & set(assessment.themes)
    goals = set(evaluator.sdgs) & set(assessment.sdgs)
    reads = assessment.language in evaluator.languages
    fit = THEMES * share(themes, assessment.themes) + GOALS * share(goals, assessment.sdgs) + LANGUAGE * reads
    return Proposal(
        evaluator,
        round(fit),
        named(Vocabulary.THEMES, themes),
        named(Vocabulary.SDGS, goals),
        reads,
        evaluator.load,
        evaluator.earlier,
        conflicts,
    )


def share(common: set[str] | set[int], wanted: Sequence[str] | Sequence[int]) -> float:
    return len(common) / len(wanted) if wanted else 0
