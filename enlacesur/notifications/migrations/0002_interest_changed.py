import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="interest",
            name="changed_at",
            field=models.DateTimeField(auto_now=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="interest",
            index=models.Index(fields=["words"], condition=~Q(words=""), name="interest_words"),
        ),
        migrations.AddIndex(
            model_name="interest",
            index=models.Index(fields=["changed_at"], condition=~Q(words=""), name="interest_words_changed"),
        ),
    ]
