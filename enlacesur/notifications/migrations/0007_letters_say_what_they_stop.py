
import django.db.models.deletion
import enlacesur.notifications.models.preferences
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0006_no_foreign_key_checks'),
    ]

    operations = [
        migrations.AddField(
            model_name='interest',
            name='replaced_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='notifications.interest'),
        ),
        migrations.AddField(
            model_name='letter',
            name='notices_in',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='letter',
            name='notices_left',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='letter',
            name='stops',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name='preferences',
            name='feed_key',
            field=models.CharField(default=enlacesur.notifications.models.preferences.feed_key, max_length=40, unique=True),
        ),
    ]
