from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Avg, Case, Count, DecimalField, Exists, F, IntegerField, Max, Min, OuterRef, Q, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.functional import cached_property

from enlacesur.network.models import Affiliation, Organisation, today
from enlacesur.network.permissions import active_affiliations
from enlacesur.review.rubrics import Rubric, restored
from enlacesur.review.states import (
    FAVOURABLE,
    UNFINISHED,
    AssessmentState,
    Decision,
    EvaluationState,
    Stage,
)

PERSON = settings.AUTH_USER_MODEL
Acting = Iterable[Affiliation] | None


class AssessmentQuerySet(models.QuerySet):
    # Who sees what. The people of a party are its people, whatever else they are: also when they are of the
    # secretariat, they learn of it what the authors do.

    def of_parties(self, organisation_ids: list[int]) -> "AssessmentQuerySet":
        parties = Assessment.parties.through.objects
        return self.filter(Exists(parties.filter(assessment=OuterRef("pk"), organisation__in=organisation_ids)))

    def managed_by(self, person: Any, affiliations: Acting = None) -> "AssessmentQuerySet":
        """All of it, to the secretariat. `affiliations`: where those of the person are known."""
        own, is_secretariat = standing_of(person, affiliations)
        if not is_secretariat:
            return self.none()
        return self.exclude(pk__in=Assessment.objects.of_parties(own).values("pk"))

    def visible_to(self, person: Any, affiliations: Acting = None) -> "AssessmentQuerySet":
        """That it exists and where it stands: to its parties, its evaluators and the secretariat. What of its
        evaluations each may read: EvaluationQuerySet.visible_to, and `outcome`."""
        from enlacesur.review.models.evaluations import Evaluation

        own, is_secretariat = standing_of(person, affiliations)
        if is_secretariat:
            return self
        if not person.is_authenticated:
            return self.none()
        mine = Evaluation.objects.of(person).values("assessment")
        return self.filter(Q(pk__in=mine) | Q(pk__in=Assessment.objects.of_parties(own).values("pk")))

    def open(self) -> "AssessmentQuerySet":
        return self.filter(state=AssessmentState.OPEN)

    def waiting_first(self) -> "AssessmentQuerySet":
        """What is open before what is over: of that what waits longest, of this the latest."""
        is_open = Q(state=AssessmentState.OPEN)
        waiting, over = Case(When(is_open, then=F("opened_at"))), Case(When(~is_open, then=F("opened_at")))
        return self.order_by(waiting.asc(nulls_last=True), over.desc(), "id")

    def about(self, kind: str, ids: Any) -> "AssessmentQuerySet":
        return self.filter(subject_kind=kind, subject_id__in=ids)

    def with_stage(self) -> "AssessmentQuerySet":
        """Each with how its evaluations stand, and the stage that follows from it."""
        return self.annotate(
            needed=Cast(KT("rubric__evaluations"), IntegerField()),
            under_way=Count("evaluations", Q(evaluations__state__in=UNFINISHED)),
            submitted=Count("evaluations", Q(evaluations__state=EvaluationState.SUBMITTED)),
            spread=Coalesce(Max("evaluations__overall") - Min("evaluations__overall"), Value(Decimal(0))),
            in_favour=recommended(*FAVOURABLE),
            against=recommended(Decision.DECLINED),
            mean=Avg("evaluations__overall"),
            next_due=Min("evaluations__due", filter=Q(evaluations__state__in=UNFINISHED)),
        ).annotate(diverging=diverging(), wanted=F("needed") + Cast(F("diverging"), IntegerField()), stage=stage())


def recommended(*what: Decision) -> Count:
    state = EvaluationState.SUBMITTED
    return Count("evaluations", Q(evaluations__state=state, evaluations__recommendation__in=what))


def diverging() -> Case:
    """Enough are in, and they are far apart, or say yes and no: one more is asked."""
    apart = Q(spread__gte=Cast(KT("rubric__divergence"), DecimalField(max_digits=6, decimal_places=3))) | Q(
        in_favour__gt=0, against__gt=0
    )
    return Case(When(apart & Q(submitted__gte=F("needed")), then=True), default=False)


def stage() -> Case:
    lacking = Q(wanted__gt=F("under_way") + F("submitted"))
    return Case(
        When(state=AssessmentState.DECIDED, then=Value(Stage.DECIDED)),
        When(state=AssessmentState.CLOSED, then=Value(Stage.CLOSED)),
        When(lacking & Q(diverging=True), then=Value(Stage.DIVERGING)),
        When(lacking, then=Value(Stage.NEEDS_EVALUATORS)),
        When(under_way__gt=0, then=Value(Stage.UNDER_EVALUATION)),
        default=Value(Stage.READY),
        output_field=models.CharField(),
    )


def standing_of(person: Any, affiliations: Acting = None) -> tuple[list[int], bool]:
    """The organisations for which a person acts today, and whether the secretariat is one of them."""
    if not person.is_authenticated:
        return [], False
    acting = active_affiliations(person) if affiliations is None else affiliations
    organisations = [affiliation.organisation for affiliation in acting]
    return [one.pk for one in organisations], any(one.kind == "network" for one in organisations)


class Assessment(models.Model):
    """Something put forward is judged, once. What comes back after a return is another round, and another row."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    language = models.CharField(max_length=2, default="es")
    themes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    sdgs = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    rubric_name = models.CharField(max_length=40)
    rubric = models.JSONField()
    edition = models.CharField(max_length=20)
    parties = models.ManyToManyField(Organisation, related_name="assessments")
    round = models.PositiveSmallIntegerField(default=1)
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    state = models.CharField(max_length=10, choices=AssessmentState.choices, default=AssessmentState.OPEN)
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True)
    reasons = models.TextField(blank=True)  # to the authors
    public_summary = models.TextField(blank=True)
    against_reason = models.TextField(blank=True)  # why it is none of what was recommended; for the secretariat alone
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # Of one that with_stage has read.
    stage: str
    next_due: date | None

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"],
                condition=Q(state=AssessmentState.OPEN),
                name="assessment_one_open",
            ),
            models.UniqueConstraint(fields=["subject_kind", "subject_id", "round"], name="assessment_round"),
            models.CheckConstraint(
                condition=(Q(state="decided", decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision=""))
                | (~Q(state="decided") & Q(decision="", decided_at__isnull=True)),
                name="assessment_decided_by",
            ),
        ]
        indexes = [models.Index(fields=["rubric_name", "edition", "state"], name="assessment_desk")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessment", args=[self.pk])

    @cached_property
    def rubric_used(self) -> Rubric:
        """The rubric by which it is judged, as it was when this began."""
        return restored(self.rubric)

    @property
    def called(self) -> str:
        """Its title, and by what it is judged, in the title's language: one card may stand before two rubrics."""
        labels = self.rubric_used.labels
        return f"{self.title} ({labels.get(self.language) or self.rubric_used.label})"

    @property
    def stage_label(self) -> str:
        """Of one that with_stage has read."""
        return str(Stage(self.stage).label)

    @property
    def needs_evaluators(self) -> bool:
        """Somebody is still to be asked. Of one that with_stage has read."""
        return self.stage in (Stage.NEEDS_EVALUATORS, Stage.DIVERGING)

    @property
    def is_late(self) -> bool:
        """An evaluation of it is overdue. Of one that with_stage has read."""
        return self.next_due is not None and self.next_due < today()

    @property
    def is_open(self) -> bool:
        return self.state == AssessmentState.OPEN
