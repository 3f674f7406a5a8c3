"""The journal kept the reasons of decisions: from now on it names the place where they stand."""

from django.db import migrations

WORDS_TO_PLACES = """
UPDATE journal_event AS event
SET data = event.data || jsonb_build_object('says', 'assessment.reasons:' || event.target_id)
WHERE event.verb IN (
  'assessment.accepted', 'assessment.distinguished', 'assessment.returned', 'assessment.declined')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0002_exact_means'),
        ('journal', '0001_initial'),
    ]

    operations = [migrations.RunSQL(WORDS_TO_PLACES, migrations.RunSQL.noop)]
