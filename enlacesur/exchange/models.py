from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enlacesur.exchange.states import ExchangeState, NeedState, OfferState
from enlacesur.network.models import Organisation, today
from enlacesur.network.permissions import active_affiliations, is_member
from enlacesur.practices.models import Practice
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import terms

PERSON = settings.AUTH_USER_MODEL
COVERAGE_HOLDS = timedelta(days=1)
TAKES_PLACE = (ExchangeState.AGREED, ExchangeState.DONE, ExchangeState.CONFIRMED)


def organisation_ids(person: Any) -> list[int]:
    """The organisations for which a person acts today."""
    if not person.is_authenticated:
        return []
    return [affiliation.organisation_id for affiliation in active_affiliations(person)]


class TextLanguage(models.TextChoices):
    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt", _("Portuguese")


class Tagged(models.Model):
    """What needs, strengths and experts have in common: an organisation's words, and how they are filed."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="%(class)ss")
    author = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=2, choices=TextLanguage.choices, default=TextLanguage.SPANISH)
    text = models.TextField()
    themes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    sdgs = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members of the network")


class NeedQuerySet(models.QuerySet):
    def open(self) -> "NeedQuerySet":
        return self.filter(state=NeedState.OPEN)

    def public(self) -> "NeedQuerySet":
        return self.filter(visibility=Visibility.PUBLIC)

    def unmet(self) -> "NeedQuerySet":
        """Open ones that have been looked at, and nothing that others share meets well."""
        return self.open().filter(coverage__good=0)

    def to_look_at(self) -> "NeedQuerySet":
        """Open ones whose coverage is not known, is older than the need or than what meets it, or is a day old."""
        found = F("coverage__found_at")
        due = (
            Q(coverage__isnull=True)
            | Q(updated_at__gt=found)
            | Q(coverage__newer_at__gt=found)
            | Q(coverage__found_at__lt=timezone.now() - COVERAGE_HOLDS)
        )
        return self.open().filter(due).order_by(found.asc(nulls_first=True), "pk")

    def visible_to(self, person: Any) -> "NeedQuerySet":
        """Public ones; those for members, to members; all of one's own organisations."""
        if is_member(person):
            return self
        return self.filter(Q(visibility=Visibility.PUBLIC) | Q(organisation__in=organisation_ids(person)))

    def naming(self, person: Any) -> "NeedQuerySet":
        """Those whose city the person may know: lists by city are made of these alone."""
        own = active_affiliations(person).values("organisation") if person.is_authenticated else []
        return self.filter(Q(hide_city=False) | Q(organisation__in=own) | Q(reveals__organisation__in=own)).distinct()


class Need(Tagged):
    """What a city looks for, in its own words."""

    title = models.CharField(_("title"), max_length=120)
    modalities = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    ceiling_usd = models.PositiveIntegerField(null=True, blank=True)
    by = models.DateField(null=True, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    hide_city = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=NeedState.choices, default=NeedState.OPEN)
    closing_note = models.TextField(blank=True)
    posted_at = models.DateTimeField()

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "-id"]
        indexes = [
            models.Index(fields=["state", "-posted_at"], name="need_waiting"),
            GinIndex(fields=["themes"], name="need_themes"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.pk])


class Reveal(models.Model):
    """A city whose name the need hides has opened it to this candidate."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="reveals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "organisation"], name="reveal_once")]

    def __str__(self) -> str:
        return f"{self.need} → {self.organisation}"


class HelpOffer(models.Model):
    """ "We may help": a city answers a need before an exchange is asked."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="offers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    message = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["need", "organisation"], name="help_offer_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.need}"


class Verdict(models.Model):
    """What a city said of a candidate: not useful, or saved. Teaches the list of that need alone."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="verdicts")
    key = models.CharField(max_length=40)  # "solution:12"
    useful = models.BooleanField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "key"], name="verdict_once")]

    def __str__(self) -> str:
        return f"{self.key} {'+' if self.useful else '-'} {self.need}"


class FoundMatch(models.Model):
    """A later document found the waiting need, and its city was told. Once."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="found")
    key = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "key"], name="found_match_once")]

    def __str__(self) -> str:
        return f"{self.key} → {self.need}"


class HowWell(models.TextChoices):
    STRONG = "strong", _("Strong match")
    GOOD = "good", _("Good match")
    POSSIBLE = "possible", _("Possible match")
    NONE = "none", _("No match")


WELL = (HowWell.STRONG, HowWell.GOOD)
MET_WELL = Q(solution__in=WELL) | Q(strength__in=WELL) | Q(expert__in=WELL)


class Coverage(models.Model):
    """How well an open need is met by what others share: the best of each kind of help, and how many good ones.

    Found anew by the worker (`coverage.py`); a row says what was found last, also of a need that was settled since.
    """

    need = models.OneToOneField(Need, models.CASCADE, primary_key=True, related_name="coverage")
    solution = models.CharField(max_length=10, choices=HowWell.choices)
    strength = models.CharField(max_length=10, choices=HowWell.choices)
    expert = models.CharField(max_length=10, choices=HowWell.choices)
    good = models.PositiveSmallIntegerField()  # strong ones too
    found_at = models.DateTimeField()
    newer_at = models.DateTimeField(null=True)  # when something that meets the need was published last

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(good=0) & ~MET_WELL) | (Q(good__gt=0) & MET_WELL), name="coverage_good_ones"
            )
        ]

    def __str__(self) -> str:
        return f"{self.need}: {self.good}"


class OfferQuerySet(models.QuerySet):
    def offered(self) -> "OfferQuerySet":
        return self.filter(state=OfferState.OFFERED)

    def visible_to(self, person: Any) -> "OfferQuerySet":
        return self.filter(Q(state=OfferState.OFFERED) | Q(organisation__in=organisation_ids(person)))


class Strength(Tagged):
    """What a city offers to others: topic, ways of helping, and how often a year."""

    title = models.CharField(_("title"), max_length=120)
    modalities = ArrayField(models.CharField(max_length=40), default=list)
    per_year = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(50)])
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OFFERED)
    offered_at = models.DateTimeField(auto_now_add=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(per_year__range=(1, 50)), name="strength_per_year")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("strength", args=[self.pk])

    def taken(self, year: int) -> int:
        """Exchanges of that year that take up capacity: agreed and later ones."""
        return self.exchanges.filter(state__in=TAKES_PLACE, year=year).count()

    def left(self, year: int | None = None) -> int:
        return max(0, self.per_year - self.taken(year or today().year))


class Expert(Tagged):
    """Somebody whom a city offers as technical support."""

    name = models.CharField(_("name"), max_length=120)
    profession = models.CharField(_("profession"), max_length=120)
    hours_per_year = models.PositiveSmallIntegerField(
        default=20, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    consent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OFFERED)
    offered_at = models.DateTimeField(auto_now_add=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(hours_per_year__range=(1, 2000)), name="expert_hours"),
            models.CheckConstraint(condition=Q(consent=True), name="expert_consents"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.profession}"

    def get_absolute_url(self) -> str:
        return reverse("expert", args=[self.pk])

    @property
    def title(self) -> str:
        return str(self)


class ExchangeQuerySet(models.QuerySet):
    def visible_to(self, person: Any) -> "ExchangeQuerySet":
        """Agreed and later ones are public; what is still being talked about is the two cities' own."""
        own = organisation_ids(person)
        return self.filter(Q(state__in=TAKES_PLACE) | Q(asker__in=own) | Q(provider__in=own))

    def of(self, organisation: Organisation) -> "ExchangeQuerySet":
        return self.filter(Q(asker=organisation) | Q(provider=organisation))

    def public(self) -> "ExchangeQuerySet":
        return self.filter(state__in=TAKES_PLACE)

    def with_parties(self) -> "ExchangeQuerySet":
        return self.select_related("asker", "provider", "terms")

    def with_turn_of(self, organisation: Organisation) -> "ExchangeQuerySet":
        """Each with whether it is this organisation's turn."""
        talking = Q(state__in=[ExchangeState.ASKED, ExchangeState.COUNTERED]) & ~Q(terms__proposed_by=organisation)
        confirming = Q(state=ExchangeState.DONE) & (
            Q(asker=organisation, asker_confirmed_at__isnull=True)
            | Q(provider=organisation, provider_confirmed_at__isnull=True)
        )
        over = Q(state=ExchangeState.AGREED, terms__ends__lt=today())
        return self.annotate(their_turn=ExpressionWrapper(talking | confirming | over, models.BooleanField()))

    def waiting_for(self, organisation: Organisation) -> "ExchangeQuerySet":
        """Those in which it is this organisation's turn."""
        return self.of(organisation).with_turn_of(organisation).filter(their_turn=True)


class Exchange(models.Model):
    """Two cities: one asks, one provides. What they agree on is in the latest terms."""

    asker = models.ForeignKey(Organisation, models.PROTECT, related_name="exchanges_asked")
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="exchanges_provided")
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="exchanges")
    practice = models.ForeignKey(Practice, models.PROTECT, null=True, blank=True, related_name="exchanges")
    strength = models.ForeignKey(Strength, models.PROTECT, null=True, blank=True, related_name="exchanges")
    expert = models.ForeignKey(Expert, models.PROTECT, null=True, blank=True, related_name="exchanges")
    message = models.TextField()
    language = models.CharField(max_length=2, choices=TextLanguage.choices)
    state = models.CharField(max_length=10, choices=ExchangeState.choices, default=ExchangeState.ASKED)
    terms = models.ForeignKey("Terms", models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)  # in which it takes up capacity
    done_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.TextField(blank=True)
    asker_outcome = models.TextField(blank=True)
    asker_confirmed_at = models.DateTimeField(null=True, blank=True)
    provider_outcome = models.TextField(blank=True)
    provider_confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(asker=F("provider")), name="exchange_of_two"),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "done", "confirmed"])
                | Q(year__isnull=False, agreed_at__isnull=False),
                name="exchange_agreed_year",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(asker_confirmed_at__isnull=False, provider_confirmed_at__isnull=False),
                name="exchange_confirmed_by_both",
            ),
        ]
        indexes = [models.Index(fields=["strength", "year", "state"], name="exchange_capacity")]

    def __str__(self) -> str:
        return self.terms.topic if self.terms else f"{self.asker} – {self.provider}"

    def get_absolute_url(self) -> str:
        return reverse("exchange", args=[self.pk])

    def other(self, organisation: Organisation) -> Organisation:
        return self.provider if organisation.pk == self.asker_id else self.asker

    def has(self, organisation: Organisation | None) -> bool:
        return organisation is not None and organisation.pk in (self.asker_id, self.provider_id)

    def confirmed_by(self, organisation: Organisation) -> bool:
        at = self.asker_confirmed_at if organisation.pk == self.asker_id else self.provider_confirmed_at
        return at is not None


class Terms(models.Model):
    """One proposal in an exchange. Never changed: another proposal is another row."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    proposed_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    topic = models.CharField(max_length=120)
    modality = models.CharField(max_length=40)
    starts = models.DateField()
    ends = models.DateField()
    people = models.TextField(blank=True)
    costs = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["exchange", "number"], name="terms_number"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="terms_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} ({self.starts})"

    @property
    def modality_label(self) -> str:
        term = terms(Vocabulary.MODALITIES).get(self.modality)
        return term.label if term else self.modality

    @property
    def year(self) -> int:
        return self.starts.year
