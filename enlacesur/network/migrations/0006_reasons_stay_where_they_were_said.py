"""The journal kept why people were not admitted, and their names a second time: from now on it names the place where it stands."""

from django.db import migrations

WORDS_TO_PLACES = """
UPDATE journal_event AS event
SET data = event.data - 'reason' - 'person' || CASE event.verb
  WHEN 'affiliation.asked' THEN jsonb_build_object('says', 'affiliation.message:' || event.target_id)
  WHEN 'affiliation.refused' THEN jsonb_build_object('says', 'affiliation.reason:' || event.target_id)
  ELSE '{}' END
WHERE event.verb LIKE 'affiliation.%' AND event.data ? 'reason'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0005_acronyms'),
        ('journal', '0001_initial'),
    ]

    operations = [migrations.RunSQL(WORDS_TO_PLACES, migrations.RunSQL.noop)]
