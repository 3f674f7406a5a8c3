import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def keep_rows(apps, schema_editor):
    """Lists that were sent and not entered are checked anew; of those that were, nothing is left to do."""
    files, rows = apps.get_model("practices", "BankFile"), apps.get_model("practices", "BankRow")
    files.objects.filter(imported_at__isnull=False).update(state="entered")
    for file in files.objects.filter(imported_at__isnull=True):
        rows.objects.bulk_create(rows(file=file, number=number, cells=cells) for number, cells in file.old_rows)


class Migration(migrations.Migration):

    dependencies = [
        ("network", "0004_public_is_said"),
        ("practices", "0009_edits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("bankfile", "rows", "old_rows"),
        migrations.AddField(
            "bankfile",
            "state",
            models.CharField(
                choices=[
                    ("sent", "Being checked"),
                    ("refused", "Cannot be read"),
                    ("checked", "Checked, not entered"),
                    ("entering", "Being entered"),
                    ("entered", "Entered"),
                ],
                default="sent",
                max_length=10,
            ),
        ),
        migrations.AddField("bankfile", "raw", models.BinaryField(null=True)),
        migrations.AddField("bankfile", "fault", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("bankfile", "language", models.CharField(default="es", max_length=5)),
        migrations.AddField("bankfile", "moved_at", models.DateTimeField(default=django.utils.timezone.now)),
        migrations.CreateModel(
            name="BankRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("cells", models.JSONField()),
                ("key", models.TextField(blank=True)),
                ("fate", models.CharField(blank=True, max_length=10)),
                ("title", models.CharField(blank=True, max_length=120)),
                ("faults", models.JSONField(default=list)),
                ("changes", models.JSONField(default=list)),
                ("entered", models.BooleanField(default=False)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="practices.bankfile"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="network.organisation",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="practices.practice",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=["file", "number"], name="bank_row_once")],
            },
        ),
        migrations.RunPython(keep_rows, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("bankfile", "old_rows"),
    ]
