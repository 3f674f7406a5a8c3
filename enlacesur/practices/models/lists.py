"""Lists of practices that the secretariat brings in: what was looked at is what enters."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from enlacesur.network.models import Organisation
from enlacesur.practices.models.cards import Practice
from enlacesur.practices.models.shelves import Shelf
from enlacesur.practices.states import ListState

PERSON = settings.AUTH_USER_MODEL
AT_WORK = (ListState.SENT, ListState.ENTERING)


class BankFile(models.Model):
    """`raw`: as it was sent, until its rows are read. `unknown`: its headings that name no column of ours. `fault`: why
    it could not be read, or did not go on. `failing_since`, `failed_at`: when the database failed at its portion first
    and last, without anything done since.
    """

    shelf = models.CharField(max_length=15, choices=Shelf.choices)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=ListState.choices, default=ListState.SENT)
    raw = models.BinaryField(null=True)
    unknown = models.JSONField(default=list)
    fault = models.TextField(blank=True)
    failing_since = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=5, default="es")  # in which what is wrong is said
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(default=timezone.now)  # when the worker did something for it last
    imported_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("bank_file", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class BankRow(models.Model):
    """A row of a list, and what becomes of it: what it would do until it is entered, then what it did."""

    file = models.ForeignKey(BankFile, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # in the file, as a spreadsheet counts
    cells = models.JSONField()  # column → text
    key = models.TextField(blank=True)  # of which practice it is; rows with the same say the same one
    fate = models.CharField(max_length=10, blank=True)  # empty until it is checked
    title = models.CharField(max_length=120, blank=True)
    faults = models.JSONField(default=list)  # [[column, sentence], …]
    changes = models.JSONField(default=list)  # columns in which it differs from the shelf
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    practice = models.ForeignKey(Practice, models.SET_NULL, null=True, related_name="+")
    entered = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="bank_row_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"

    @property
    def seal(self) -> str:
        """Of its card on the shelf of the list."""
        submissions: Any = self.practice.submissions.all() if self.practice else ()
        return next((one.seal for one in submissions if one.shelf == self.file.shelf and one.is_on_shelf), "")
