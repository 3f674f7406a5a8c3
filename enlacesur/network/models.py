from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Concat, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enlacesur.core.text import folded
from enlacesur.network.states import AffiliationState
from enlacesur.taxonomy.vocabulary import country_name


def today() -> date:
    return timezone.localdate()


class Dated(models.QuerySet):
    """Rows that hold from a day until a day (the last one included), or until further notice."""

    def on(self, day: date | models.Value) -> Any:
        return self.filter(Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day))


class OrganisationKind(models.TextChoices):
    CITY = "city", _("City")
    SECOND_TIER = "second_tier", _("Second-tier government")
    UNIVERSITY = "university", _("University")
    CSO = "cso", _("Civil-society organisation")
    NETWORK = "network", _("Network")


class OrganisationQuerySet(models.QuerySet):
    def members(self, day: date | None = None) -> "OrganisationQuerySet":
        """Member of the network on a day; the network's own secretariat is not one."""
        day = day or today()
        return self.exclude(kind=OrganisationKind.NETWORK).filter(
            Q(member_since__lte=day), Q(member_until__isnull=True) | Q(member_until__gte=day)
        )

    def cities(self) -> "OrganisationQuerySet":
        return self.filter(kind=OrganisationKind.CITY)

    def called(self, word: str) -> "OrganisationQuerySet":
        """Whose name holds it, or whose acronym it is: the one that they use, or the one that their name makes."""
        named = Q(name__icontains=word) | Q(institution__icontains=word) | Q(acronym__iexact=word)
        bare = folded(word).strip()
        return self.filter(named | Q(initials__contains=f" {bare} ") if len(bare) > 1 else named)


ACCENTED, PLAIN = "ÁÀÂÃÄÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÑÇáàâãäéèêëíìîïóòôõöúùûüñç", "AAAAAEEEEIIIIOOOOOUUUUNCaaaaaeeeeiiiiooooouuuunc"

SMALL_WORDS = r"\m(a|al|and|da|das|de|del|do|dos|e|el|em|en|la|las|los|of|para|por|the|y)\M"
FIRST_LETTERS = r"\m(\w)\w*\M|\W+"


def plain(field: str) -> Lower:
    """Without accents, whatever the database's collation: Águas stands beside Aguas."""
    return Lower(Func(F(field), Value(ACCENTED), Value(PLAIN), function="translate"))


def initials_of(field: str) -> Func:
    """ufsm, of Universidade Federal de Santa Maria."""
    large = Func(plain(field), Value(SMALL_WORDS), Value(" "), Value("g"), function="regexp_replace")
    return Func(large, Value(FIRST_LETTERS), Value(r"\1"), Value("g"), function="regexp_replace")


class Organisation(models.Model):
    """Who acts: a city, a second-tier government, a university, a civil-society organisation, the network itself."""

    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=160)
    alphabetical = models.GeneratedField(
        expression=plain("name"), output_field=models.CharField(max_length=160), db_persist=True
    )
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    acronym = models.CharField(_("acronym"), max_length=20, blank=True)  # where it is another than the name makes
    initials = models.GeneratedField(  # of both names, with spaces around each
        expression=Concat(Value(" "), initials_of("institution"), Value(" "), initials_of("name"), Value(" ")),
        output_field=models.TextField(),
        db_persist=True,
    )
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=120, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    language = models.CharField(max_length=2, default="es")
    about = models.TextField(blank=True)
    website = models.URLField(blank=True)
    email = models.EmailField(blank=True)
    themes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    sdgs = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    member_since = models.DateField(null=True, blank=True)
    member_until = models.DateField(null=True, blank=True)
    founder = models.BooleanField(default=False)
    public = models.BooleanField(_("Is it a public university?"), null=True, blank=True)  # null: nobody has said it
    demo = models.BooleanField(default=False)
    # The secretariat's own number or GeoNames' id: what makes an import find the same row again.
    reference = models.CharField(max_length=60, unique=True, null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["alphabetical", "id"]
        indexes = [models.Index(fields=["kind", "country", "alphabetical"], name="organisation_directory")]
        constraints = [
            models.CheckConstraint(
                condition=Q(member_until__isnull=True) | Q(member_until__gte=F("member_since")),
                name="organisation_member_dates",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="organisation_coordinates",
            ),
        ]

    def __str__(self) -> str:
        return self.institution or self.name

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    @property
    def country_name(self) -> str:
        return country_name(self.country)

    @property
    def acronyms(self) -> list[str]:
        """By which it may be asked for; of one letter there is none."""
        made = [word for word in self.initials.split() if len(word) > 1]
        return list(dict.fromkeys([*([folded(self.acronym)] if self.acronym else []), *made]))

    @property
    def is_member(self) -> bool:
        day = today()
        return bool(self.member_since and self.member_since <= day) and not (
            self.member_until and self.member_until < day
        )

    @property
    def is_city(self) -> bool:
        return self.kind == OrganisationKind.CITY


class Role(models.TextChoices):
    OFFICIAL = "official", _("official")
    REPRESENTATIVE = "representative", _("representative")


class AffiliationQuerySet(Dated):
    def active(self, day: date | models.Value | None = None) -> "AffiliationQuerySet":
        return self.filter(state=AffiliationState.ACTIVE).on(day or today())

    def representatives(self) -> "AffiliationQuerySet":
        return self.filter(role=Role.REPRESENTATIVE)

    def representatives_first(self) -> "AffiliationQuerySet":
        """Within each, who has acted for it longest."""
        return self.order_by(Case(When(role=Role.REPRESENTATIVE, then=0), default=1), "since", "pk")


class Affiliation(models.Model):
    """A person acts for an organisation, from a day until a day. Never deleted."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="affiliations")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.OFFICIAL)
    post = models.CharField(_("post"), max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=AffiliationState.choices, default=AffiliationState.ASKED)
    message = models.TextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(state__in=[AffiliationState.ASKED, AffiliationState.ACTIVE]),
                name="affiliation_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=AffiliationState.ACTIVE) | Q(since__isnull=False),
                name="affiliation_active_since",
            ),
            models.CheckConstraint(
                condition=~Q(state=AffiliationState.ENDED) | Q(until__isnull=False),
                name="affiliation_ended_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"


class Post(models.TextChoices):
    MAYOR = "mayor", _("Head of government")
    REPRESENTATIVE = "representative", _("Representative before the network")
    OFFICIAL = "official", _("Person in charge")


class MandateQuerySet(Dated):
    def in_force(self, day: date | None = None) -> "MandateQuerySet":
        return self.on(day or today())


class Mandate(models.Model):
    """Who holds a post of an organisation's own government, from a day until a day. Never deleted.

    The holder is a name that the organisation publishes; an account is linked when there is one.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates")
    post = models.CharField(max_length=20, choices=Post.choices)
    title = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="mandates")
    substitute = models.BooleanField(default=False)
    published = models.BooleanField(default=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["post", "substitute", "-since", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="mandate_dates")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"
