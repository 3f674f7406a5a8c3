"""The journal kept why exchanges were declined or cancelled: from now on it names the place where it stands."""

from django.db import migrations

WORDS_TO_PLACES = """
UPDATE journal_event AS event
SET data = event.data - 'reason' || CASE WHEN event.verb IN ('exchange.declined', 'exchange.cancelled')
  THEN jsonb_build_object('says', 'exchange.closing_reason:' || event.target_id) ELSE '{}' END
WHERE event.verb LIKE 'exchange.%' AND event.data ? 'reason'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0005_coverage'),
        ('journal', '0001_initial'),
    ]

    operations = [migrations.RunSQL(WORDS_TO_PLACES, migrations.RunSQL.noop)]
