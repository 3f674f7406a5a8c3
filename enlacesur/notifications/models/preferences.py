from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy

PERSON = settings.AUTH_USER_MODEL
BUDGET = 10
HOUR = 8
MONDAY = 0

# Those of the network's countries, as PostgreSQL and Python know them both; empty is the network's own.
TIME_ZONES = [
    ("", gettext_lazy("The network's own")),
    ("America/Argentina/Buenos_Aires", "Argentina"),
    ("America/La_Paz", "Bolivia"),
    ("America/Sao_Paulo", "Brasil (Brasília)"),
    ("America/Manaus", "Brasil (Amazonas)"),
    ("America/Rio_Branco", "Brasil (Acre)"),
    ("America/Noronha", "Brasil (Noronha)"),
    ("America/Santiago", "Chile"),
    ("Pacific/Easter", "Chile (Rapa Nui)"),
    ("America/Bogota", "Colombia"),
    ("America/Guayaquil", "Ecuador"),
    ("America/Tegucigalpa", "Honduras"),
    ("America/Mexico_City", "México"),
    ("America/Cancun", "México (Quintana Roo)"),
    ("America/Tijuana", "México (Tijuana)"),
    ("America/Asuncion", "Paraguay"),
    ("America/Lima", "Perú"),
    ("America/Montevideo", "Uruguay"),
    ("America/Caracas", "Venezuela"),
    ("Europe/Lisbon", "Portugal"),
    ("Europe/Madrid", "España"),
]

# Of who never chose: where most of the country lives.
ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "BO": "America/La_Paz",
    "BR": "America/Sao_Paulo",
    "CL": "America/Santiago",
    "CO": "America/Bogota",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "HN": "America/Tegucigalpa",
    "MX": "America/Mexico_City",
    "PE": "America/Lima",
    "PT": "Europe/Lisbon",
    "PY": "America/Asuncion",
    "UY": "America/Montevideo",
    "VE": "America/Caracas",
}

# The next digest of a row `preferences`; never where there is none. People without a row have the defaults.
NEXT_DIGEST = """
CASE coalesce({preferences}.digest, 'weekly')
WHEN 'daily' THEN {day} + CASE WHEN {day} > {local} THEN interval '0' ELSE interval '1 day' END
WHEN 'weekly' THEN {week} + CASE WHEN {week} > {local} THEN interval '0' ELSE interval '7 days' END
END AT TIME ZONE {zone}
"""


def next_digest(preferences: str) -> str:
    """The SQL of the moment of the next digest; `preferences` names the row, which may be missing."""
    zone = f"coalesce(nullif({preferences}.timezone, ''), '{settings.TIME_ZONE}')"
    local = f"(now() AT TIME ZONE {zone})"
    hour = f"make_interval(hours => coalesce({preferences}.hour, {HOUR}))"
    day = f"(date_trunc('day', {local}) + {hour})"
    weekday = f"make_interval(days => coalesce({preferences}.weekday, {MONDAY}))"
    week = f"(date_trunc('week', {local}) + {weekday} + {hour})"
    return NEXT_DIGEST.format(preferences=preferences, zone=zone, local=local, day=day, week=week)


class Digest(models.TextChoices):
    DAILY = "daily", gettext_lazy("Every day")
    WEEKLY = "weekly", gettext_lazy("Once a week")
    NEVER = "never", gettext_lazy("Never: I look at the inbox")


class Weekday(models.IntegerChoices):
    MONDAY = 0, gettext_lazy("Monday")
    TUESDAY = 1, gettext_lazy("Tuesday")
    WEDNESDAY = 2, gettext_lazy("Wednesday")
    THURSDAY = 3, gettext_lazy("Thursday")
    FRIDAY = 4, gettext_lazy("Friday")
    SATURDAY = 5, gettext_lazy("Saturday")
    SUNDAY = 6, gettext_lazy("Sunday")


def feed_key() -> str:
    return get_random_string(24)


class PreferencesQuerySet(models.QuerySet):
    def with_next_digest(self) -> "PreferencesQuerySet":
        table = self.model._meta.db_table
        moment = RawSQL(next_digest(table), [], models.DateTimeField(null=True))  # noqa: S611  nothing of it is anybody's
        return self.annotate(next_digest=moment)


class Preferences(models.Model):
    """How, when and how much a person wants to be told. Who never chose has what the fields say by default."""

    person = models.OneToOneField(PERSON, models.CASCADE, primary_key=True, related_name="preferences")
    at_once = models.BooleanField(default=True)
    digest = models.CharField(max_length=10, choices=Digest, default=Digest.WEEKLY)
    budget = models.PositiveSmallIntegerField(default=BUDGET, validators=[MaxValueValidator(200)])
    hour = models.PositiveSmallIntegerField(default=HOUR, validators=[MaxValueValidator(23)])
    weekday = models.PositiveSmallIntegerField(choices=Weekday, default=MONDAY)
    timezone = models.CharField(max_length=60, choices=TIME_ZONES, blank=True)
    feed_key = models.CharField(max_length=40, null=True, blank=True, unique=True)  # of private feeds, once asked for
    # The address that does not take our mail, until there is another one or its owner says that it takes mail again.
    dead_address = models.CharField(max_length=254, blank=True)
    dead_reason = models.CharField(max_length=300, blank=True)

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hour__lte=23) & Q(weekday__lte=6), name="preferences_hour"),
            models.CheckConstraint(condition=Q(budget__lte=200), name="preferences_budget"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.digest}, {self.budget}"
