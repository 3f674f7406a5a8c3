from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, F, Func, Q, Value, When
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from enlacesur.network.models import ACCENTED, PLAIN, Affiliation, Mandate, Organisation, OrganisationKind, today
from enlacesur.network.states import AffiliationState
from enlacesur.review.states import UNFINISHED, EvaluatorState

PERSON = settings.AUTH_USER_MODEL


def three_years_ago() -> date:
    return today() - timedelta(days=3 * 365 + 1)


class ReadLanguage(models.TextChoices):
    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt", _("Portuguese")
    ENGLISH = "en", _("English")


class EvaluatorQuerySet(models.QuerySet):
    def admitted(self) -> "EvaluatorQuerySet":
        return self.filter(state=EvaluatorState.ADMITTED)

    def with_load(self) -> "EvaluatorQuerySet":
        """Each with how many evaluations they have under way."""
        return self.annotate(load=Count("evaluations", Q(evaluations__state__in=UNFINISHED)))


class Evaluator(models.Model):
    """A person of the expert community who reads and scores what is put forward."""

    person = models.OneToOneField(PERSON, models.PROTECT, related_name="evaluator")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="evaluators")
    about = models.TextField(blank=True)
    themes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    sdgs = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=2), default=list)
    at_once = models.PositiveSmallIntegerField(default=2, validators=[MinValueValidator(1), MaxValueValidator(20)])
    state = models.CharField(max_length=10, choices=EvaluatorState.choices, default=EvaluatorState.OFFERED)
    reason = models.TextField(blank=True)
    offered_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = EvaluatorQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(at_once__range=(1, 20)), name="evaluator_at_once"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="evaluator_refused_reason"),
        ]
        indexes = [models.Index(fields=["state", "-offered_at"], name="evaluator_state")]

    def __str__(self) -> str:
        return str(self.person)


class Tie(models.Model):
    """An institution with which an evaluator has something to do, as they declare it."""

    evaluator = models.ForeignKey(Evaluator, models.CASCADE, related_name="ties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    since = models.DateField(default=today)

    class Meta:
        ordering = ["organisation__alphabetical", "id"]
        constraints = [models.UniqueConstraint(fields=["evaluator", "organisation"], name="tie_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.why}"


# Which institutions are a person's own, and which stand too near to them. Asked anew each time, so that what an
# evaluator may see ends the minute in which they join a party.

# A city is in itself; a university or organisation in the city that its register names. A province is in none.
PLACE = Case(
    When(kind=OrganisationKind.CITY, then=F("alphabetical")),
    When(
        kind__in=[OrganisationKind.UNIVERSITY, OrganisationKind.CSO],
        then=Lower(Func(F("region"), Value(ACCENTED), Value(PLAIN), function="translate")),
    ),
    default=Value(""),
    output_field=models.CharField(),
)


def institutions(since: date) -> dict[str, Any]:
    """Rows by which a person belongs, or did since a day, to an institution: all of them have both as columns."""
    lasting = Q(until__isnull=True) | Q(until__gte=since)
    return {
        "affiliations": Affiliation.objects.filter(
            lasting, state__in=[AffiliationState.ACTIVE, AffiliationState.ENDED], since__isnull=False
        ),
        "mandates": Mandate.objects.filter(lasting, person__isnull=False),
        "evaluators": Evaluator.objects.filter(organisation__isnull=False),
    }


def belonging(person: Any, since: date) -> Q:
    """Organisations to which the person belongs, or did since."""
    found = Q(pk__in=[])
    for rows in institutions(since).values():
        found |= Q(pk__in=rows.filter(person=person).values("organisation"))
    return found


def conflicting(person: Any) -> list[int]:
    """The institutions on which this person does not judge: their own of the last three years, those of the same
    city (two cities of one name are two cities), and those with which they declare a tie."""
    everywhere = Organisation.objects.annotate(place=PLACE).order_by()
    near = Q(pk__in=Tie.objects.filter(evaluator__person=person).values("organisation"))
    for own in everywhere.filter(belonging(person, three_years_ago())):
        near |= Q(pk=own.pk)
        if own.place:
            neighbours = Q(country=own.country, place=own.place)
            near |= neighbours & ~Q(kind=OrganisationKind.CITY) if own.is_city else neighbours
    return list(everywhere.filter(near).values_list("pk", flat=True))
