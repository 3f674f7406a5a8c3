"""Until now each colleague had a draft of their own: of a card that is not published its institution has one, the
newest. What else somebody had typed waits beside it, and is not lost."""

from itertools import groupby

from django.db import migrations


def join_drafts(apps, schema_editor):
    drafts = apps.get_model("practices", "Draft").objects.filter(practice__state="draft")
    for _card, (newest, *others) in groupby(drafts.order_by("practice", "-saved_at"), lambda one: one.practice_id):
        if others:
            aside = [text for other in others for text in texts_beside(newest, other)]
            edits = {"written": newest.edits.get("written", {}), "aside": newest.edits.get("aside", []) + aside}
            drafts.filter(pk=newest.pk).update(edits=edits)
            drafts.filter(pk__in=[other.pk for other in others]).delete()


def texts_beside(newest, other):
    stamp = {"sheet": f"draft-{other.pk}", "by": other.person_id, "at": other.saved_at.isoformat()}
    for name, values in other.fields.items():
        if any(values) and values != newest.fields.get(name):
            yield {"field": name, "values": values, **stamp}


class Migration(migrations.Migration):
    dependencies = [("practices", "0012_counted_from_indexes")]

    operations = [migrations.RunPython(join_drafts, migrations.RunPython.noop, elidable=True)]
