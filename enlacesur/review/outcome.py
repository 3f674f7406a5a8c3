"""What evaluations say together, and what of it each may read. Names of evaluators are the secretariat's alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

from enlacesur.review.models import Assessment, Evaluation
from enlacesur.review.models.assessments import standing_of
from enlacesur.review.rubrics import Criterion, Rubric
from enlacesur.review.states import AssessmentState, Decision, EvaluationState, Stage


@dataclass(frozen=True)
class CriterionMean:
    criterion: Criterion
    mean: float


@dataclass(frozen=True)
class Means:
    """`of`: how many evaluations."""

    overall: float
    criteria: list[CriterionMean]
    of: int
    rubric: Rubric


@dataclass(frozen=True)
class Opinion:
    """One evaluation as somebody may read it, as data: `name` and `note` are empty but for the secretariat and whose
    it is. `rows`: criterion, score, why."""

    number: int
    name: str
    own: bool
    rows: list[tuple[Criterion, int, str]]
    overall: float
    recommendation: str
    to_authors: str
    note: str


@dataclass(frozen=True)
class ForAuthors:
    """What the authors read when it is decided."""

    decision: str  # in words
    reasons: str
    comments: list[str]
    means: Means | None


# For everybody


def outstanding(assessment: Assessment) -> list[str]:
    """The criteria in which the evaluations together see it in the upper quarter of the scale."""
    evaluations = list(assessment.evaluations.submitted())
    if not evaluations:
        return []
    rubric = assessment.rubric_used
    high = rubric.most - (rubric.most - rubric.least) / 4
    return [one.criterion.slug for one in means(rubric, evaluations).criteria if one.mean >= high]


# For those whom the policy lets


def told_to(person: Any) -> Any:
    """The assessments that were decided for an institution of the person's."""
    own, _secretariat = standing_of(person)
    return Assessment.objects.filter(state=AssessmentState.DECIDED).of_parties(own)


def means(rubric: Rubric, evaluations: Sequence[Evaluation]) -> Means:
    scored = {slug: mean([one.scores[slug] for one in evaluations]) for slug in rubric.slugs}
    criteria = [CriterionMean(criterion, scored[criterion.slug]) for criterion in rubric.criteria]
    return Means(rubric.weighted(scored), criteria, len(evaluations), rubric)


def manages(person: Any, assessment: Assessment) -> bool:
    return Assessment.objects.managed_by(person).filter(pk=assessment.pk).exists()


def opinions_in(rows: Iterable[Evaluation], person: Any, *, named: bool) -> list[Opinion]:
    done = [row for row in rows if row.state == EvaluationState.SUBMITTED]
    return [opinion(row, number, person, named) for number, row in enumerate(done, 1)]


def opinion(evaluation: Evaluation, number: int, person: Any, named: bool) -> Opinion:
    own = evaluation.evaluator.person_id == person.pk
    return Opinion(
        number=number,
        name=str(evaluation.evaluator) if named or own else "",
        own=own,
        rows=[
            (criterion, evaluation.scores[criterion.slug], evaluation.comments.get(criterion.slug, ""))
            for criterion in evaluation.assessment.rubric_used.criteria
        ],
        overall=float(evaluation.overall or 0),
        recommendation=evaluation.get_recommendation_display(),
        to_authors=evaluation.to_authors,
        note=evaluation.note if named or own else "",
    )


def table(opinions: Sequence[Opinion]) -> list[tuple[Criterion, list[int]]]:
    """By criterion: the score of each."""
    columns = [opinion.rows for opinion in opinions]
    return [(row[0][0], [score for _criterion, score, _why in row]) for row in zip(*columns, strict=True)]


# For the authors


def for_authors(assessment: Assessment, person: Any) -> ForAuthors | None:
    """None until it is decided, and to whom it does not concern."""
    decided = assessment.state == AssessmentState.DECIDED
    if not decided or not (told_to(person).filter(pk=assessment.pk).exists() or manages(person, assessment)):
        return None
    return told(assessment, list(assessment.evaluations.submitted()), assessment.decision, assessment.reasons)


def told(assessment: Assessment, evaluations: Sequence[Evaluation], decision: str, reasons: str) -> ForAuthors:
    """What the authors read of a decision; the secretariat sees it before it decides."""
    return ForAuthors(
        decision=str(Decision(decision).label),
        reasons=reasons,
        comments=sorted(one.to_authors for one in evaluations if one.to_authors),  # no order tells who wrote which
        means=means(assessment.rubric_used, evaluations) if evaluations else None,
    )


# Where it stands


def staged(assessment: Assessment) -> Any:
    """The assessment with its stage as the database counts it now."""
    return Assessment.objects.with_stage().get(pk=assessment.pk)


def is_ready(assessment: Assessment) -> bool:
    return is_ready_as(staged(assessment))


def is_ready_as(row: Any) -> bool:
    """Enough evaluations are in; where they diverge, one more. Of one that with_stage has read."""
    return bool(row.stage == Stage.READY or (row.stage == Stage.UNDER_EVALUATION and row.submitted >= row.wanted))


def recommended(evaluations: Iterable[Evaluation]) -> list[Decision]:
    """What those who evaluated it recommend, each once."""
    found = {one.recommendation for one in evaluations if one.state == EvaluationState.SUBMITTED}
    return [decision for decision in Decision if decision in found]


def is_against(row: Any, decision: str, recommendations: Sequence[Decision]) -> bool:
    """Whether nobody recommends it. What goes back before enough evaluations are in is against nobody."""
    return bool(decision and recommendations) and is_ready_as(row) and decision not in recommendations
