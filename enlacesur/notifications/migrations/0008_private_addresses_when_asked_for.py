
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0007_letters_say_what_they_stop'),
    ]

    operations = [
        migrations.AlterField(
            model_name='preferences',
            name='feed_key',
            field=models.CharField(blank=True, max_length=40, null=True, unique=True),
        ),
    ]
