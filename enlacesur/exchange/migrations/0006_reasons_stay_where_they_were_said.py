"""The journal kept why exchanges were declined or cancelled: from now on it names the place where it stands. And the terms of a question."""

from django.db import migrations

WORDS_TO_PLACES = """
UPDATE journal_event AS event
SET data = event.data - 'reason' || CASE WHEN event.verb IN ('exchange.declined', 'exchange.cancelled')
  THEN jsonb_build_object('says', 'exchange.closing_reason:' || event.target_id) ELSE '{}' END
WHERE event.verb LIKE 'exchange.%' AND event.data ? 'reason'
"""

FACTS = """
UPDATE journal_event AS event SET data = event.data || jsonb_build_object('facts', 'terms:' || terms.id)
FROM exchange_terms AS terms
WHERE event.target_id = terms.exchange_id AND (
  event.verb = 'exchange.asked' AND terms.number = 1
  OR event.verb = 'exchange.countered' AND event.data ->> 'says' = 'terms.note:' || terms.id)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0005_coverage'),
        ('journal', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(WORDS_TO_PLACES, migrations.RunSQL.noop),
        migrations.RunSQL(FACTS, migrations.RunSQL.noop),
    ]
