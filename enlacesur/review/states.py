from django.db import models
from django.utils.translation import gettext_lazy as _


class EvaluatorState(models.TextChoices):
    OFFERED = "offered", _("Offers to evaluate")
    ADMITTED = "admitted", _("Admitted")
    RESTING = "resting", _("Resting")
    REFUSED = "refused", _("Not admitted")
    ENDED = "ended", _("Ended")


EVALUATOR_TRANSITIONS = {
    EvaluatorState.OFFERED: (EvaluatorState.ADMITTED, EvaluatorState.REFUSED, EvaluatorState.ENDED),
    EvaluatorState.ADMITTED: (EvaluatorState.RESTING, EvaluatorState.ENDED),
    EvaluatorState.RESTING: (EvaluatorState.ADMITTED, EvaluatorState.ENDED),
    EvaluatorState.REFUSED: (EvaluatorState.OFFERED,),
    EvaluatorState.ENDED: (EvaluatorState.OFFERED,),
}

EVALUATOR_OWNERS = {
    EvaluatorState.OFFERED: "the secretariat admits or not, with a reason; the person may take the offer back",
    EvaluatorState.ADMITTED: "the person, or the secretariat: rests for a while, or ends",
    EvaluatorState.RESTING: "the person, or the secretariat: goes on, or ends",
    EvaluatorState.REFUSED: "the person, who may offer again",
    EvaluatorState.ENDED: "the person, who may offer again",
}


class AssessmentState(models.TextChoices):
    OPEN = "open", _("Being evaluated")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed without a decision")


ASSESSMENT_TRANSITIONS = {
    AssessmentState.OPEN: (AssessmentState.DECIDED, AssessmentState.CLOSED),
    AssessmentState.DECIDED: (),
    AssessmentState.CLOSED: (),
}

ASSESSMENT_OWNERS = {
    AssessmentState.OPEN: "the secretariat decides when enough evaluations are in; the authors may withdraw",
    AssessmentState.DECIDED: "nobody: what was returned comes back as another round",
    AssessmentState.CLOSED: "nobody: the authors may put it forward again",
}


class EvaluationState(models.TextChoices):
    ASKED = "asked", _("Asked to evaluate")
    ACCEPTED = "accepted", _("Under way")
    SUBMITTED = "submitted", _("In")
    DECLINED = "declined", _("Not taken on")
    HANDED_OVER = "handed_over", _("Handed over")
    RELEASED = "released", _("Released")


EVALUATION_TRANSITIONS = {
    EvaluationState.ASKED: (
        EvaluationState.ACCEPTED,
        EvaluationState.DECLINED,
        EvaluationState.HANDED_OVER,
        EvaluationState.RELEASED,
    ),
    EvaluationState.ACCEPTED: (EvaluationState.SUBMITTED, EvaluationState.HANDED_OVER, EvaluationState.RELEASED),
    EvaluationState.SUBMITTED: (),
    EvaluationState.DECLINED: (),
    EvaluationState.HANDED_OVER: (),
    EvaluationState.RELEASED: (),
}

EVALUATION_OWNERS = {
    EvaluationState.ASKED: "the evaluator, who accepts or declines; the secretariat hands it over",
    EvaluationState.ACCEPTED: "the evaluator, who submits or gives it back; the secretariat hands it over",
    EvaluationState.SUBMITTED: "nobody: what is in stays as it is",
    EvaluationState.DECLINED: "nobody: somebody else is asked",
    EvaluationState.HANDED_OVER: "nobody: somebody else is asked; what was written is kept, and nobody reads it",
    EvaluationState.RELEASED: "nobody: it was decided, or withdrawn, without it",
}

UNFINISHED = (EvaluationState.ASKED, EvaluationState.ACCEPTED)
STANDING = (*UNFINISHED, EvaluationState.SUBMITTED)


class Decision(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    DISTINGUISHED = "distinguished", _("Distinguished")
    RETURNED = "returned", _("Returned for improvement")
    DECLINED = "declined", _("Not accepted")


FAVOURABLE = (Decision.ACCEPTED, Decision.DISTINGUISHED)


class Stage(models.TextChoices):
    """Where an assessment stands, computed from its evaluations: see AssessmentQuerySet.with_stage."""

    NEEDS_EVALUATORS = "needs_evaluators", _("Needs evaluators")
    UNDER_EVALUATION = "under_evaluation", _("Under evaluation")
    DIVERGING = "diverging", _("Diverging: needs a third")
    READY = "ready", _("Ready to decide")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed without a decision")
