from django.db import models

from enlacesur.practices.models.cards import Practice


class ContactMessage(models.Model):
    """What somebody asked of who answers for a card, by its form. Deleted after a year."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="contact_messages")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["email", "at"], name="contact_message_sender")]

    def __str__(self) -> str:
        return f"{self.name} ({self.practice_id})"
