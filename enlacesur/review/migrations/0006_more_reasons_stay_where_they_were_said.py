"""The journal kept why evaluators were refused or an evaluation went to somebody else: from now on it names the place where it stands."""

from django.db import migrations

WORDS_TO_PLACES = """
UPDATE journal_event AS event
SET data = event.data - 'reason' || CASE event.verb
  WHEN 'evaluation.handed_over' THEN jsonb_build_object('says', 'evaluation.reason:' || event.target_id)
  WHEN 'evaluator.refused' THEN jsonb_build_object('says', 'evaluator.reason:' || event.target_id)
  ELSE '{}' END
WHERE (event.verb LIKE 'evaluation.%' OR event.verb LIKE 'evaluator.%') AND event.data ? 'reason'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0005_decided_against'),
        ('journal', '0001_initial'),
    ]

    operations = [migrations.RunSQL(WORDS_TO_PLACES, migrations.RunSQL.noop)]
