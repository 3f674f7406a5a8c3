from django.db import models

from enlacesur.core.profile import in_language


class Vocabulary(models.TextChoices):
    COUNTRIES = "countries"
    THEMES = "themes"
    AXES = "axes"
    SDGS = "sdgs"
    MODALITIES = "modalities"
    LINES = "lines"


class Term(models.Model):
    """One word of a controlled vocabulary. Never deleted: a card keeps the term that it was filed under.

    A vocabulary that changes has editions. `was` in the data names the terms of earlier editions whose place it took.
    """

    vocabulary = models.CharField(max_length=20, choices=Vocabulary.choices)
    edition = models.CharField(max_length=10, blank=True)
    since = models.DateField(null=True, blank=True)  # the day from which its edition is in force
    slug = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()
    labels = models.JSONField()
    summary = models.JSONField(default=dict)
    data = models.JSONField(default=dict)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["vocabulary", "position"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "edition", "slug"], name="term_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def code(self) -> str:
        """By what cards, journal and index name the term: the same slug may stand in two editions."""
        return f"{self.edition}:{self.slug}" if self.edition else self.slug

    @property
    def label(self) -> str:
        return in_language(self.labels)

    @property
    def short(self) -> str:
        return in_language(self.data.get("short", self.labels))
