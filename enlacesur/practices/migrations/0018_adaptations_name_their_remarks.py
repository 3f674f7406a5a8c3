from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0017_words_of_adaptations_are_rows'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='adaptation',
            name='adaptation_abandoned_reason',
        ),
        migrations.RemoveConstraint(
            model_name='adaptation',
            name='adaptation_disputed_reason',
        ),
        migrations.RemoveField(
            model_name='adaptation',
            name='abandonment_reason',
        ),
        migrations.RemoveField(
            model_name='adaptation',
            name='confirmation_note',
        ),
        migrations.AddConstraint(
            model_name='adaptation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'abandoned'), _negated=True), ('abandonment__isnull', False), _connector='OR'), name='adaptation_abandoned_reason'),
        ),
        migrations.AddConstraint(
            model_name='adaptation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmation', 'disputed'), _negated=True), ('answer__isnull', False), _connector='OR'), name='adaptation_disputed_reason'),
        ),
    ]
