from django.db import migrations, models


def forget(apps, schema_editor):
    """That every university is a public one was never said by anybody."""
    apps.get_model("network", "Organisation").objects.filter(kind="university").update(public=None)


def suppose(apps, schema_editor):
    apps.get_model("network", "Organisation").objects.filter(public=None).update(public=True)


class Migration(migrations.Migration):
    dependencies = [("network", "0003_public_universities")]

    operations = [
        migrations.AlterField(
            model_name="organisation",
            name="public",
            field=models.BooleanField(blank=True, null=True, verbose_name="Is it a public university?"),
        ),
        migrations.RunPython(forget, suppose),
    ]
