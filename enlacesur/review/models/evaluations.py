from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enlacesur.network.models import today
from enlacesur.review.models.assessments import Assessment, standing_of
from enlacesur.review.models.evaluators import Evaluator, conflicting
from enlacesur.review.states import STANDING, UNFINISHED, EvaluationState

PERSON = settings.AUTH_USER_MODEL


class Recommendation(models.TextChoices):
    ACCEPTED = "accepted", _("Accept it")
    DISTINGUISHED = "distinguished", _("Distinguish it")
    RETURNED = "returned", _("Return it for improvement")
    DECLINED = "declined", _("Decline it")


class EvaluationQuerySet(models.QuerySet):
    def unfinished(self) -> "EvaluationQuerySet":
        return self.filter(state__in=UNFINISHED)

    def submitted(self) -> "EvaluationQuerySet":
        return self.filter(state=EvaluationState.SUBMITTED)

    def unbiased(self, person: Any) -> "EvaluationQuerySet":
        """Without those in which an institution too near to the person takes part."""
        near = Assessment.parties.through.objects.filter(organisation__in=conflicting(person))
        return self.exclude(assessment__in=near.values("assessment"))

    def asked_of(self, person: Any) -> "EvaluationQuerySet":
        """All that ever were, whatever became of them: that it was so, no more."""
        return self.filter(evaluator__person=person)

    def theirs(self, person: Any) -> "EvaluationQuerySet":
        """Asked of them and neither declined nor taken back, however near they stand: that it is theirs, no more."""
        return self.asked_of(person).filter(state__in=STANDING)

    def of(self, person: Any) -> "EvaluationQuerySet":
        """Theirs as an evaluator, while they are and stand far enough from the parties."""
        theirs = self.theirs(person)
        return theirs.unbiased(person) if theirs.exists() else self.none()

    def visible_to(self, person: Any) -> "EvaluationQuerySet":
        """All to the secretariat, but in what concerns an institution of their own. To an evaluator their own, and
        those beside it when it and all others are in. To nobody else: what authors and the public read is in
        `outcome`, and bears no names."""
        if not person.is_authenticated:
            return self.none()
        own, is_secretariat = standing_of(person)
        if is_secretariat:
            return self.exclude(assessment__in=Assessment.objects.of_parties(own).values("pk"))
        mine = list(Evaluation.objects.of(person).values_list("pk", "assessment", "state"))
        done = [assessment for _pk, assessment, state in mine if state == EvaluationState.SUBMITTED]
        beside = Q(state=EvaluationState.SUBMITTED, assessment__in=done) & ~Exists(unfinished_beside())
        return self.filter(Q(pk__in=[pk for pk, _assessment, _state in mine]) | beside)

    def whole(self) -> "EvaluationQuerySet":
        return self.select_related("assessment", "evaluator__person", "evaluator__organisation")


def unfinished_beside() -> Any:
    return Evaluation.objects.unfinished().filter(assessment=OuterRef("assessment"))


class Evaluation(models.Model):
    """One evaluator's judgement. Drafted as they write, and final when it is in."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="evaluations")
    evaluator = models.ForeignKey(Evaluator, models.PROTECT, related_name="evaluations")
    state = models.CharField(max_length=12, choices=EvaluationState.choices, default=EvaluationState.ASKED)
    due = models.DateField()
    scores = models.JSONField(default=dict, blank=True)  # criterion → a value of the scale
    comments = models.JSONField(default=dict, blank=True)  # criterion → why, for the secretariat and the evaluators
    to_authors = models.TextField(blank=True)
    note = models.TextField(blank=True)  # for the secretariat alone
    recommendation = models.CharField(max_length=20, choices=Recommendation.choices, blank=True)
    # The weighted mean, from when it is in. Exact: how far apart two are is no matter of rounding.
    overall = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    edits = models.JSONField(default=dict)  # who wrote what, and texts that wait for a choice: see core.edits
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)  # by the secretariat's hand
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # why it was declined or handed over

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "evaluator"], condition=Q(state__in=STANDING), name="evaluation_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="submitted", submitted_at__isnull=False, overall__isnull=False) & ~Q(recommendation="")
                )
                | (~Q(state="submitted") & Q(submitted_at__isnull=True, overall__isnull=True)),
                name="evaluation_submitted_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "handed_over"]) | ~Q(reason=""), name="evaluation_ended_reason"
            ),
        ]
        indexes = [models.Index(fields=["due"], condition=Q(state__in=UNFINISHED), name="evaluation_due")]

    def __str__(self) -> str:
        return f"{self.assessment}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation", args=[self.pk])

    @property
    def is_late(self) -> bool:
        return self.state in UNFINISHED and self.due < today()
