from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from enlacesur.practices.models.cards import Practice

PERSON = settings.AUTH_USER_MODEL
# What of a card is translated: its texts, and what stands in lines; the rest says the same in every language.
TEXTS = (
    "title",
    "summary",
    "problem",
    "done",
    "results",
    "evidence",
    "innovation",
    "replicability",
    "lessons",
)
LISTS = ("requirements", "figures")  # of figures what they count, never the number
TRANSLATED = TEXTS + LISTS


class TranslationLanguage(models.TextChoices):
    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt", _("Portuguese")
    ENGLISH = "en", _("English")


class Translation(models.Model):
    """A card in another language, by its own institution. `version`: of the card, when it was translated last."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="translations")
    language = models.CharField(max_length=2, choices=TranslationLanguage.choices)
    version = models.PositiveIntegerField()
    texts = models.JSONField()  # name of what is translated → what it says, as the card keeps it
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["practice", "language"], name="translation_once")]

    def __str__(self) -> str:
        return f"{self.practice_id} {self.language}"
