"""The journal kept what cities said to each other: from now on it names the place where it stands."""

from django.db import migrations

WORDS_TO_PLACES = """
UPDATE journal_event AS event SET data = event.data - 'says' || jsonb_strip_nulls(jsonb_build_object('says', CASE event.verb
  WHEN 'exchange.asked' THEN 'exchange.message:' || event.target_id
  WHEN 'exchange.half_confirmed' THEN (
    SELECT 'exchange.' || CASE WHEN asker_id = event.organisation_id THEN 'asker' ELSE 'provider' END
      || '_outcome:' || id FROM exchange_exchange WHERE id = event.target_id)
  WHEN 'exchange.countered' THEN (
    SELECT 'terms.note:' || max(id) FROM exchange_terms
    WHERE exchange_id = event.target_id AND number > 1 AND note = event.data ->> 'says')
  WHEN 'help.offered' THEN 'help.message:' || split_part(event.data ->> 'thing', 'help:', 2)
END))
WHERE event.data ? 'says' AND (event.verb LIKE 'exchange.%' OR event.verb LIKE 'help.%')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0003_alter_expert_hours_per_year_alter_strength_per_year'),
        ('journal', '0001_initial'),
    ]

    operations = [migrations.RunSQL(WORDS_TO_PLACES, migrations.RunSQL.noop)]
