from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt-br", _("Portuguese")
    ENGLISH = "en", _("English")


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email: str | None) -> "Person":
        return self.get(email=(email or "").lower())


class Person(AbstractBaseUser):
    """Somebody who signs in. What a person may do comes from affiliations, never from flags here."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.SPANISH)
    # Django declares it a constant of the class, which it says itself is to be overridden.
    is_active = models.BooleanField(default=True)  # type: ignore[misc]
    joined_at = models.DateTimeField(auto_now_add=True)
    welcomed_at = models.DateTimeField(null=True, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]
        # The few who closed their account are left out of what all others are told.
        indexes = [models.Index(fields=["id"], condition=models.Q(is_active=False), name="person_closed")]

    def __str__(self) -> str:
        return self.name or self.email.split("@")[0]

    # Django's own checks ask for these; nobody here is staff.
    is_staff = False
    is_superuser = False
