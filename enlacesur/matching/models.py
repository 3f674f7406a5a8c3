from typing import ClassVar

from django.db import models


class Translation(models.Model):
    """What the translator made of a text, known by the text's digest alone. It can be made again at any time."""

    digest = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["made_at"], name="matching_translation_made")]

    def __str__(self) -> str:
        return self.text[:60]
