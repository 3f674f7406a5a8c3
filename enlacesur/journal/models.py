from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import RawSQL

# The id of the transaction that writes the row. Rows become visible in commit order, which is neither the order
# of ids nor of these; but below `pg_snapshot_xmin` nothing new can appear any more.
CURRENT_TRANSACTION = RawSQL("(pg_current_xact_id()::text::bigint)", [])


class Audience(models.TextChoices):
    PUBLIC = "public"
    MEMBERS = "members"
    ORGANISATIONS = "organisations"  # those in audience_ids
    PEOPLE = "people"  # those in audience_ids
    NOBODY = "nobody"  # kept for the record alone


class Event(models.Model):
    """What happened, told once. No foreign keys: it outlives what it tells of."""

    at = models.DateTimeField(auto_now_add=True)
    xid = models.BigIntegerField(db_default=CURRENT_TRANSACTION, editable=False)
    verb = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    organisation_id = models.BigIntegerField(null=True)
    organisation_name = models.CharField(max_length=200, blank=True)
    target_kind = models.CharField(max_length=40)
    target_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    language = models.CharField(max_length=2, blank=True)
    themes = ArrayField(models.CharField(max_length=80), default=list)
    sdgs = ArrayField(models.SmallIntegerField(), default=list)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    audience_ids = ArrayField(models.BigIntegerField(), default=list)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["xid", "id"], name="journal_follow"),
            models.Index(fields=["target_kind", "target_id"], name="journal_target"),
            models.Index(fields=["organisation_id", "-id"], name="journal_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_kind}:{self.target_id}"


class Cursor(models.Model):
    """How far a consumer that works in the database has read. Moved in the transaction of its work."""

    name = models.CharField(max_length=60, primary_key=True)
    xid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.xid}:{self.event_id}"
