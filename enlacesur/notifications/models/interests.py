from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enlacesur.network.models import Organisation
from enlacesur.notifications.news import KINDS
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named

PERSON = settings.AUTH_USER_MODEL
NOTHING_CHOSEN = _("Choose at least one thing: with nothing chosen you would be told of everything.")


class Size(models.TextChoices):
    """Of the city from which something comes; the index knows the same names."""

    SMALL = "small", _("up to 50,000 inhabitants")
    MEDIUM = "medium", _("50,000 to 300,000 inhabitants")
    LARGE = "large", _("300,000 to a million inhabitants")
    METROPOLIS = "metropolis", _("over a million inhabitants")


class Level(models.TextChoices):
    """How loud an interest is, the loudest first."""

    EVERYTHING = "everything", _("Everything, each change included")
    IMPORTANT = "important", _("What is new, at once")
    DIGEST = "digest", _("What is new, in the digest alone")
    MUTED = "muted", _("Nothing, even if another interest asks for it")


QUIETER = {Level.EVERYTHING: Level.IMPORTANT, Level.IMPORTANT: Level.DIGEST}


# How much it says that something meets a criterion: of several interests that bring the same, the most particular one
# is named, and the digest begins with what fits best. A criterion that lets many things through says less.
PARTICULAR = {
    "words": 40,
    "kinds": 8,
    "themes": 25,
    "axes": 25,
    "sdgs": 15,
    "countries": 15,
    "sizes": 8,
    "organisations": 35,
}
BEST_FIT = 100


class InterestQuerySet(models.QuerySet):
    def current(self) -> "InterestQuerySet":
        """As they are now: an interest that is changed ends, and another one goes on in its place."""
        return self.filter(ended_at__isnull=True)

    def listening(self) -> "InterestQuerySet":
        return self.current().filter(active=True)


class Interest(models.Model):
    """What a person wants to be told of. Seen by nobody else.

    Its criteria are never changed: a notice goes on telling which interest brought it, as it was then.
    """

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="interests")
    themes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    sdgs = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    axes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    sizes = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    kinds = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    organisations = ArrayField(models.BigIntegerField(), default=list, blank=True)
    words = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, default="es")
    level = models.CharField(max_length=12, choices=Level, default=Level.IMPORTANT)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")

    objects = InterestQuerySet.as_manager()

    names: list[str] | None = None  # of the cities followed, when they were looked up

    CRITERIA = ("kinds", "themes", "sdgs", "axes", "countries", "sizes", "organisations", "words")

    class Meta:
        ordering = ["-active", "-id"]
        indexes = [
            models.Index(fields=["changed_at"], name="interest_changed"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="interest_ended"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(themes=[], sdgs=[], axes=[], countries=[], sizes=[], kinds=[], organisations=[], words=""),
                name="interest_in_something",
                violation_error_message=NOTHING_CHOSEN,
            )
        ]

    def __str__(self) -> str:
        """The interest in words: «Ambiente, Cultura; en Brasil; palabras “feria”»."""
        return "; ".join(part for part in self.parts() if part)

    def parts(self) -> Iterator[str]:
        yield ", ".join(str(KINDS[kind]) for kind in self.kinds if kind in KINDS)
        yield terms_of(Vocabulary.THEMES, self.themes)
        yield terms_of(Vocabulary.SDGS, self.sdgs)
        axes = terms_of(Vocabulary.AXES, self.axes)  # some are called like a theme
        yield gettext("axes of the Bank: %(axes)s") % {"axes": axes} if axes else ""
        yield terms_of(Vocabulary.COUNTRIES, self.countries)
        yield labels_of(Size, self.sizes)
        yield ", ".join(self.followed)
        yield f"“{self.words}”" if self.words else ""

    @property
    def followed(self) -> list[str]:
        """The names of the cities and institutions followed."""
        if self.organisations and self.names is None:
            name_followed([self])
        return self.names or []

    @property
    def latest(self) -> "Interest":
        """The interest itself, or what it was changed into since."""
        found = self
        while found.replaced_by:
            found = found.replaced_by
        return found

    @property
    def is_listening(self) -> bool:
        return self.active and self.ended_at is None

    @property
    def quieter(self) -> Level | None:
        """The next level at which it still brings something."""
        return QUIETER.get(Level(self.level))

    @property
    def fit(self) -> int:
        """How particular the interest is, 1 to 100."""
        values = (len(getattr(self, name)) for name in PARTICULAR if name != "words")
        return particular(int(bool(self.words)), *values)


def name_followed(interests: Iterable[Interest]) -> None:
    """Look up the cities that these follow, in one query for all."""
    rows = list(interests)
    if not any(row.organisations for row in rows):
        return
    known = Organisation.objects.in_bulk({pk for row in rows for pk in row.organisations})
    for row in rows:
        row.names = [str(known[pk]) for pk in row.organisations if pk in known]


@lru_cache(maxsize=10_000)
def particular(*chosen: int) -> int:
    """How particular it is to choose so many words, kinds, themes… in the order of PARTICULAR."""
    worth = sum(worth / many**0.5 for worth, many in zip(PARTICULAR.values(), chosen, strict=True) if many)
    return max(1, min(BEST_FIT, round(worth)))


def terms_of(vocabulary: Vocabulary, values: Iterable[Any]) -> str:
    return ", ".join(term.label for term in named(vocabulary, values))


def labels_of(choices: type[models.TextChoices], values: list[str]) -> str:
    return ", ".join(str(choices(value).label) for value in values if value in choices.values)


class Mute(models.Model):
    """No more notices about one thing."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="mutes")
    thing = models.CharField(max_length=60)
    title = models.CharField(max_length=300, blank=True)  # of the notice by which it was silenced
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thing", "person"], name="mute_once")]

    def __str__(self) -> str:
        return f"{self.person_id} not {self.thing}"
