from django.db import migrations, models
from django.db.models.functions import ExtractYear


def mark(apps, schema_editor):
    """Those of an earlier year than their first version were written by a list."""
    rows = apps.get_model("practices", "PracticeVersion").objects.filter(
        number=1, practice__submissions__record__isnull=False
    )
    rows = rows.annotate(here=ExtractYear("at"), there=ExtractYear("practice__published_at"))
    came = rows.filter(there__lt=models.F("here")).values("practice")
    apps.get_model("practices", "Practice").objects.filter(pk__in=came).update(came_by_list=True)


class Migration(migrations.Migration):

    dependencies = [("practices", "0010_lists_are_entered_by_the_worker")]

    operations = [
        migrations.AddField("practice", "came_by_list", models.BooleanField(default=False)),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
    ]
