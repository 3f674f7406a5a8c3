"""Evaluators of the demonstration: some of those who can sign in to it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from enlacesur.accounts.models import Person
from enlacesur.core import profile
from enlacesur.network.models import Affiliation, Organisation, OrganisationKind
from enlacesur.network.permissions import active_affiliations
from enlacesur.review.models import Assessment, Evaluation, Evaluator, Tie
from enlacesur.review.rubrics import rubric
from enlacesur.review.states import AssessmentState, EvaluationState
from enlacesur.review.subjects import Subject

PROFILE = ("state", "about", "themes", "sdgs", "languages", "at_once")


def load_demo(find: Callable[[str], Organisation]) -> dict[str, Evaluator]:
    """By their e-mail."""
    rows = profile.read("demo/evaluators.toml").get("evaluator", [])
    return {row["email"]: load_evaluator(row, find) for row in rows}


def load_evaluator(row: dict[str, Any], find: Callable[[str], Organisation]) -> Evaluator:
    person = Person.objects.get(email=row["email"])
    affiliation = active_affiliations(person).first()
    evaluator = Evaluator.objects.create(
        person=person,
        organisation=affiliation.organisation if affiliation else None,
        offered_at=timezone.now() - timedelta(days=40),
        **{name: row[name] for name in PROFILE},
    )
    for tie in row.get("tie", []):
        Tie.objects.create(evaluator=evaluator, organisation=find(tie["organisation"]), why=tie["why"])
    return evaluator


def load_round(
    subject: Subject,
    parties: Sequence[Organisation],
    rubric_name: str,
    edition: str,
    at: datetime,
    evaluators: Sequence[Evaluator],
    row: dict[str, Any],
) -> Assessment:
    """One round of evaluation, as it stood on a day: still open, or decided by evaluations that are in."""
    decided = row["outcome"] != "submitted"
    office = Affiliation.objects.filter(organisation__kind=OrganisationKind.NETWORK).first()
    assessment = Assessment.objects.create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        title=subject.title,
        url=subject.url,
        language=subject.language,
        themes=list(subject.themes),
        sdgs=list(subject.sdgs),
        countries=sorted({party.country for party in parties}),
        rubric_name=rubric_name,
        rubric=rubric(rubric_name).snapshot(),
        edition=edition,
        state=AssessmentState.DECIDED if decided else AssessmentState.OPEN,
        decision=row["outcome"] if decided else "",
        reasons=row["reasons"] if decided else "",
        public_summary=row.get("summary", ""),
        opened_by=office.person if office else evaluators[0].person,
        opened_at=at - timedelta(days=60),
        decided_by=office.person if office and decided else None,
        decided_at=at if decided else None,
    )
    assessment.parties.set(parties)
    free = [one for one in evaluators if one.organisation not in parties]
    for evaluator, scores in zip(free, row.get("scores", []) if decided else [], strict=False):
        load_evaluation(assessment, evaluator, scores, at)
    return assessment


def load_evaluation(assessment: Assessment, evaluator: Evaluator, scores: dict[str, int], at: datetime) -> None:
    Evaluation.objects.create(
        assessment=assessment,
        evaluator=evaluator,
        state=EvaluationState.SUBMITTED,
        due=at.date(),
        scores=scores,
        recommendation=assessment.decision,
        overall=assessment.rubric_used.weighted(scores),
        asked_at=at - timedelta(days=50),
        saved_at=at - timedelta(days=10),
        submitted_at=at - timedelta(days=10),
    )
