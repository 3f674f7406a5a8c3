"""Assessments and evaluations: the one writer of their states. Evaluators are in `community.py`'s hands."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enlacesur.accounts.models import Person
from enlacesur.core import edits
from enlacesur.core.access import require
from enlacesur.core.edits import NO_CHOICES, WITHOUT_SHEET, Joined, Sheet
from enlacesur.core.states import NotNow, move
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.network.models import Organisation, OrganisationKind, today
from enlacesur.review import outcome
from enlacesur.review.conflicts import conflicts_of
from enlacesur.review.models import Assessment, Evaluation, Evaluator, Recommendation
from enlacesur.review.permissions import can_close, can_decide, can_evaluate, can_hand_over, can_manage, can_open
from enlacesur.review.rubrics import rubric
from enlacesur.review.states import (
    ASSESSMENT_TRANSITIONS,
    EVALUATION_TRANSITIONS,
    FAVOURABLE,
    STANDING,
    UNFINISHED,
    AssessmentState,
    Decision,
    EvaluationState,
    EvaluatorState,
    Stage,
)
from enlacesur.review.subjects import KINDS, Subject

TOO_EARLY = gettext_lazy("Not enough evaluations are in. Until then it can only be returned for improvement.")
AGAINST = gettext_lazy("None of those who evaluated it recommends this. Say why you decide otherwise.")
ALL = Q()
logger = logging.getLogger(__name__)

# Assessments


def open_assessment(
    subject: Subject, *, parties: Iterable[Organisation], rubric_name: str, edition: str, by: Person
) -> Assessment:
    """Put something forward to be judged. After a return it is another round, beside the one before."""
    if subject.kind not in KINDS:
        raise LookupError(f"No room has registered what a decision on {subject.kind!r} does")
    parties = list(parties)
    with transaction.atomic():
        require(can_open(by, parties))
        before = last_round(subject)
        if before and before.is_open:
            raise NotNow(_("This is being evaluated already."))
        assessment = begun(subject, parties, rubric_name, edition, before, by)
        tell("assessment.opened", assessment, by=by)
    return assessment


def last_round(subject: Subject) -> Assessment | None:
    rounds = Assessment.objects.about(subject.kind, [subject.id])
    return rounds.select_for_update().order_by("-round").first()


def begun(
    subject: Subject,
    parties: Sequence[Organisation],
    rubric_name: str,
    edition: str,
    before: Assessment | None,
    by: Person,
) -> Assessment:
    try:
        with transaction.atomic():
            assessment = Assessment.objects.create(
                subject_kind=subject.kind,
                subject_id=subject.id,
                title=subject.title[:300],
                url=subject.url,
                language=subject.language,
                themes=list(subject.themes),
                sdgs=list(subject.sdgs),
                countries=sorted({party.country for party in parties}),
                rubric_name=rubric_name,
                rubric=rubric(rubric_name).snapshot(),
                edition=edition,
                round=before.round + 1 if before else 1,
                previous=before,
                opened_by=by,
                opened_at=timezone.now(),
            )
    except IntegrityError as twice:  # two who put it forward at the same moment
        raise NotNow(_("This is being evaluated already.")) from twice
    assessment.parties.set(parties)
    return assessment


def decide(
    assessment: Assessment,
    decision: str,
    *,
    reasons: str,
    public_summary: str = "",
    against_reason: str = "",
    by: Person,
) -> Assessment:
    """The secretariat's word, with its reasons. The feature's own state moves with it, in the same transaction."""
    with transaction.atomic():
        assessment = locked(assessment)
        require(can_decide(by, assessment))
        assessment.state = move(ASSESSMENT_TRANSITIONS, AssessmentState(assessment.state), AssessmentState.DECIDED)
        check_decision(assessment, Decision(decision), reasons, public_summary)
        assessment.against_reason = why_against(assessment, decision, against_reason)
        assessment.decision, assessment.reasons = decision, reasons.strip()
        assessment.public_summary = public_summary.strip() if decision in FAVOURABLE else ""
        assessment.decided_by, assessment.decided_at = by, timezone.now()
        assessment.save()
        release(assessment, by)
        KINDS[assessment.subject_kind].decided(assessment, by)
        parties = list(assessment.parties.values_list("pk", flat=True))
        about, reasons_at = f"assessment:{assessment.pk}", f"assessment.reasons:{assessment.pk}"
        tell(f"assessment.{decision}", assessment, by=by, organisations=parties, says=reasons_at, settles=about)
    return assessment


def check_decision(assessment: Assessment, decision: Decision, reasons: str, public_summary: str) -> None:
    """What lacks something goes back to its authors at any time; everything else waits for its evaluations."""
    if not reasons.strip():
        raise NotNow(_("Say why, in a sentence or two: the authors will read it."))
    if decision in FAVOURABLE and not public_summary.strip():
        raise NotNow(_("Write the summary that everybody will read."))
    if decision != Decision.RETURNED and not outcome.is_ready(assessment):
        raise NotNow(TOO_EARLY)


def why_against(assessment: Assessment, decision: str, reason: str) -> str:
    """Who decides what nobody recommends says why; otherwise there is nothing to say."""
    recommendations = outcome.recommended(assessment.evaluations.submitted())
    if not outcome.is_against(outcome.staged(assessment), decision, recommendations):
        return ""
    if not reason.strip():
        raise NotNow(AGAINST)
    return reason.strip()


def close(assessment: Assessment, *, by: Person) -> Assessment:
    """The authors withdraw it: nobody judges it any more."""
    with transaction.atomic():
        assessment = locked(assessment)
        require(can_close(by, assessment))
        assessment.state = move(ASSESSMENT_TRANSITIONS, AssessmentState(assessment.state), AssessmentState.CLOSED)
        assessment.save()
        release(assessment, by)
        tell("assessment.closed", assessment, by=by, settles=f"assessment:{assessment.pk}")
    return assessment


def release(assessment: Assessment, by: Person) -> None:
    """Those who are still at it are told that they need not go on; what they wrote is kept."""
    for evaluation in assessment.evaluations.unfinished().select_for_update(of=("self",)).whole():
        leave(evaluation, EvaluationState.RELEASED, "")
        tell_evaluator("evaluation.released", evaluation, by=by)


# Who evaluates


def assign(assessment: Assessment, evaluator: Evaluator, *, by: Person, due: date | None = None) -> Evaluation:
    """Ask an evaluator. Their row is locked, so that their last place goes to one assessment."""
    with transaction.atomic():
        assessment = locked(assessment)
        require(can_manage(by, assessment))
        evaluator = Evaluator.objects.select_for_update(of=("self",)).select_related("person").get(pk=evaluator.pk)
        check_free(evaluator, assessment)
        evaluation = Evaluation.objects.create(
            assessment=assessment,
            evaluator=evaluator,
            due=due or today() + timedelta(days=assessment.rubric_used.days),
            asked_by=by,
            asked_at=timezone.now(),
        )
        tell_evaluator("evaluation.asked", evaluation, by=by)
    return evaluation


def check_free(evaluator: Evaluator, assessment: Assessment) -> None:
    who = {"person": evaluator}
    if not assessment.is_open:
        raise NotNow(_("It is not under evaluation any more."))
    if evaluator.state != EvaluatorState.ADMITTED:
        raise NotNow(_("%(person)s does not evaluate at present.") % who)
    if assessment.evaluations.filter(evaluator=evaluator, state__in=STANDING).exists():
        raise NotNow(_("%(person)s evaluates this already.") % who)
    if evaluator.evaluations.unfinished().count() >= evaluator.at_once:
        raise NotNow(_("%(person)s has as many evaluations as they take at once.") % who)
    check_distance(evaluator, assessment)


def check_distance(evaluator: Evaluator, assessment: Assessment) -> None:
    """Also what the features above know: a permission asks for what this room knows by itself."""
    if reasons := conflicts_of([evaluator], assessment).get(evaluator.pk):
        said = {"person": evaluator, "reasons": " ".join(reasons)}
        raise NotNow(_("%(person)s has a conflict of interest. %(reasons)s") % said)


def accept(evaluation: Evaluation, *, by: Person) -> Evaluation:
    with transaction.atomic():
        evaluation = locked_evaluation(evaluation)
        require(can_evaluate(by, evaluation))
        check_distance(evaluation.evaluator, evaluation.assessment)
        advance(evaluation, EvaluationState.ACCEPTED)
        tell("evaluation.accepted", evaluation.assessment, by=by, settles=f"evaluation:{evaluation.pk}")
    return evaluation


def decline(evaluation: Evaluation, reason: str, *, by: Person) -> Evaluation:
    """The evaluator does not take it on. Also who stands too near may say so."""
    with transaction.atomic():
        evaluation = locked_evaluation(evaluation)
        require(can_hand_over(by, evaluation))
        leave(evaluation, EvaluationState.DECLINED, because(reason))
        tell_secretariat(
            "assessment.needs_evaluator", evaluation.assessment, by=by, settles=f"evaluation:{evaluation.pk}"
        )
    return evaluation


def hand_over(evaluation: Evaluation, reason: str, *, by: Person) -> Evaluation:
    """An unfinished evaluation ends so that somebody else does it: the evaluator gives it back, or the secretariat
    takes it. What is in cannot be handed over; what was written is kept, and nobody reads it."""
    with transaction.atomic():
        evaluation = locked_evaluation(evaluation)
        require(can_hand_over(by, evaluation))
        take_back(evaluation, because(reason), by)
    return evaluation


def take_back(evaluation: Evaluation, reason: str, by: Person | None) -> None:
    leave(evaluation, EvaluationState.HANDED_OVER, reason)
    about = f"evaluation:{evaluation.pk}"
    tell_secretariat("assessment.needs_evaluator", evaluation.assessment, by=by, settles=about)
    # After it: that it was taken back is not settled by it.
    tell_evaluator("evaluation.handed_over", evaluation, by=by, says=f"evaluation.reason:{evaluation.pk}")


def hand_over_conflicts(among: Q = ALL) -> int:
    """Those whose evaluator came too near since they were asked: ended without waiting for anybody. How many.
    An assessment that fails waits for the next time, and no other one waits for it."""
    ended = 0
    at_it = Evaluation.objects.unfinished().filter(among).values("assessment")
    for assessment in Assessment.objects.filter(pk__in=at_it).order_by("pk"):
        try:
            ended += hand_over_near(assessment)
        except Exception:
            logger.exception("The conflicts of assessment %s could not be handed over", assessment.pk)
    return ended


def hand_over_near(assessment: Assessment) -> int:
    """Nothing is locked where nobody is near; who is has to be so still when it is."""
    unfinished = assessment.evaluations.unfinished().whole()
    near = conflicts_of([row.evaluator for row in unfinished], assessment)
    if not near:
        return 0
    with transaction.atomic():
        assessment = locked(assessment)
        found = list(unfinished.filter(evaluator__in=list(near)).select_for_update(of=("self",)))
        reasons = conflicts_of([row.evaluator for row in found], assessment) if found else {}
        ended = [row for row in found if row.evaluator_id in reasons]
        for row in ended:
            take_back(row, " ".join(reasons[row.evaluator_id]), None)
    return len(ended)


def remind(evaluation: Evaluation, *, by: Person) -> Evaluation:
    """By the secretariat's hand, once a day at most; the clock reminds by itself."""
    with transaction.atomic():
        evaluation = locked_evaluation(evaluation)
        require(can_manage(by, evaluation.assessment))
        if evaluation.state not in UNFINISHED:
            raise NotNow(_("There is nothing to remind of: it is not under way."))
        if evaluation.reminded_at and evaluation.reminded_at > timezone.now() - timedelta(days=1):
            raise NotNow(_("A reminder went within the last day."))
        evaluation.reminded_at = timezone.now()
        evaluation.save(update_fields=["reminded_at"])
        tell_evaluator("evaluation.reminded", evaluation, by=by)
    return evaluation


# The evaluation itself


@dataclass(frozen=True)
class Answers:
    """What an evaluator has written, complete or not."""

    scores: dict[str, int] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    to_authors: str = ""
    note: str = ""
    recommendation: str = ""

    def sent(self) -> dict[str, list[str]]:
        """As the form sends it."""
        scores = {f"{SCORE}{slug}": [str(score)] for slug, score in self.scores.items()}
        comments = {f"{COMMENT}{slug}": [text] for slug, text in self.comments.items()}
        return scores | comments | {name: [getattr(self, name)] for name in WORDS}

    @classmethod
    def of(cls, sent: edits.Values) -> "Answers":
        said = {name: values[-1] for name, values in sent.items() if values}
        return cls(
            scores={slug: int(score) for slug, score in named(SCORE, said).items()},
            comments={slug: text for slug, text in named(COMMENT, said).items() if text},
            **{name: said.get(name, "") for name in WORDS},
        )


SCORE, COMMENT = "score-", "comment-"  # before the name of a criterion
WORDS = ("to_authors", "note", "recommendation")


def named(prefix: str, said: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in said.items() if name.startswith(prefix)}


def answers_of(evaluation: Evaluation) -> Answers:
    return Answers(evaluation.scores, evaluation.comments, **{name: getattr(evaluation, name) for name in WORDS})


def save_scores(
    evaluation: Evaluation,
    answers: Answers,
    *,
    by: Person,
    sheet: Sheet = WITHOUT_SHEET,
    choices: Mapping[str, str] = NO_CHOICES,
) -> Evaluation:
    """Keep a draft, however incomplete, joined to what was written in another window since `sheet` was opened."""
    with transaction.atomic():
        evaluation = locked_evaluation(evaluation)
        require(can_evaluate(by, evaluation))
        check_writable(evaluation)
        sent, before = sensible(answers, evaluation).sent(), answers_of(evaluation).sent()
        at = timezone.now()
        joined = edits.join(sent, before, sheet, evaluation.edits, by=by.pk, at=at.isoformat())
        keep(evaluation, edits.settle(joined, choices, sheet, by=by.pk, at=at.isoformat()))
        evaluation.saved_at = at
        evaluation.save()
    return evaluation


def check_writable(evaluation: Evaluation) -> None:
    if evaluation.state == EvaluationState.SUBMITTED:
        raise NotNow(_("Your evaluation is in, and stays as it is."))
    if evaluation.state != EvaluationState.ACCEPTED:
        raise NotNow(_("This evaluation is not in your hands any more."))


def sensible(answers: Answers, evaluation: Evaluation) -> Answers:
    """What the rubric knows; anything else is no score."""
    rubric = evaluation.assessment.rubric_used
    values = {level.value for level in rubric.levels}
    return Answers(
        scores={slug: answers.scores[slug] for slug in rubric.slugs if answers.scores.get(slug) in values},
        comments={slug: text for slug in rubric.slugs if (text := answers.comments.get(slug, "").strip())},
        to_authors=answers.to_authors.strip(),
        note=answers.note.strip(),
        recommendation=answers.recommendation if answers.recommendation in Recommendation.values else "",
    )


def keep(evaluation: Evaluation, joined: Joined) -> None:
    answers = Answers.of(joined.values)
    evaluation.scores, evaluation.comments, evaluation.edits = answers.scores, answers.comments, joined.edits
    for name in WORDS:
        setattr(evaluation, name, getattr(answers, name))


def missing(evaluation: Evaluation) -> list[str]:
    """What is lacking before it can be in, one sentence each."""
    criteria = evaluation.assessment.rubric_used.criteria
    lacking = [one.label for one in criteria if one.slug not in evaluation.scores]
    return [
        *(_("“%(criterion)s” has no score yet.") % {"criterion": label} for label in lacking),
        *([] if evaluation.to_authors else [_("The comment to the authors is missing.")]),
        *([] if evaluation.recommendation else [_("Your recommendation is missing.")]),
    ]


def submit(evaluation: Evaluation, *, by: Person) -> Evaluation:
    """It is in, for good. The last one tells the secretariat that it can decide, or that one more is needed."""
    with transaction.atomic():
        evaluation = locked_evaluation(evaluation)
        require(can_evaluate(by, evaluation))
        check_writable(evaluation)
        check_distance(evaluation.evaluator, evaluation.assessment)
        if lacking := missing(evaluation):
            raise NotNow(" ".join(lacking))
        if edits.waiting(evaluation.edits):
            raise NotNow(_("In some fields two texts stand beside one another. Choose between them first."))
        overall = evaluation.assessment.rubric_used.weighted(evaluation.scores)
        evaluation.overall = Decimal(str(round(overall, 3)))
        evaluation.submitted_at = timezone.now()
        advance(evaluation, EvaluationState.SUBMITTED)
        tell("evaluation.submitted", evaluation.assessment, by=by, settles=f"evaluation:{evaluation.pk}")
        tell_what_follows(evaluation.assessment, by)
    return evaluation


def tell_what_follows(assessment: Assessment, by: Person) -> None:
    match outcome.staged(assessment).stage:
        case Stage.READY:
            tell_secretariat("assessment.ready", assessment, by=by)
        case Stage.DIVERGING:
            # The same words as when one was declined: that they diverge is not for every eye.
            tell_secretariat("assessment.needs_evaluator", assessment, by=by)


# Writing and telling


def because(reason: str) -> str:
    if not reason.strip():
        raise NotNow(_("Say why, in a sentence."))
    return reason.strip()


def advance(evaluation: Evaluation, to: EvaluationState) -> None:
    evaluation.state = move(EVALUATION_TRANSITIONS, EvaluationState(evaluation.state), to)
    evaluation.save()


def leave(evaluation: Evaluation, to: EvaluationState, reason: str) -> None:
    evaluation.reason, evaluation.ended_at = reason, timezone.now()
    advance(evaluation, to)


def locked(assessment: Assessment) -> Assessment:
    return Assessment.objects.select_for_update().get(pk=assessment.pk)


def locked_evaluation(evaluation: Evaluation) -> Evaluation:
    """Its assessment first, always: who decides and who submits wait for one another in turn."""
    locked(evaluation.assessment)
    found: Evaluation = Evaluation.objects.select_for_update(of=("self",)).whole().get(pk=evaluation.pk)
    return found


def tell(
    verb: str,
    assessment: Assessment,
    *,
    by: Person | None,
    organisations: Sequence[int] = (),
    says: str = "",
    settles: str = "",
) -> None:
    """For the record, or to the people of some organisations. `says`: the place of the words that go with it."""
    record(
        verb,
        Target("assessment", assessment.pk, assessment.called, assessment.get_absolute_url(), assessment.language),
        actor=by,
        audience=Audience.ORGANISATIONS if organisations else Audience.NOBODY,
        audience_ids=organisations,
        settles=settles,
        data={"says": says} if says else {},
    )


def tell_secretariat(verb: str, assessment: Assessment, *, by: Person | None, settles: str = "") -> None:
    offices = Organisation.objects.filter(kind=OrganisationKind.NETWORK)
    tell(verb, assessment, by=by, organisations=list(offices.values_list("pk", flat=True)), settles=settles)


def tell_evaluator(verb: str, evaluation: Evaluation, *, by: Person | None, says: str = "") -> None:
    assessment = evaluation.assessment
    record(
        verb,
        Target("evaluation", evaluation.pk, assessment.called, evaluation.get_absolute_url(), assessment.language),
        actor=by,
        audience=Audience.PEOPLE,
        audience_ids=[evaluation.evaluator.person_id],
        data={"due": evaluation.due.isoformat()} | ({"says": says} if says else {}),
    )
