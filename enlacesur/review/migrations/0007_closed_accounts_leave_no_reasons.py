"""Who closed their account left reasons that tell of them as an evaluator, and their name as the title of events."""

from django.db import migrations

CLOSED = """
SELECT evaluator.id FROM review_evaluator AS evaluator JOIN accounts_person AS person ON person.id = evaluator.person_id
WHERE NOT person.is_active AND person.email LIKE 'closed-%@invalid'
"""
FORGET = f"""
UPDATE journal_event SET title = '' WHERE target_kind = 'evaluator' AND target_id IN ({CLOSED});
UPDATE review_evaluator SET reason = CASE state WHEN 'refused' THEN '…' ELSE '' END WHERE id IN ({CLOSED});
UPDATE review_evaluation SET reason = '…' WHERE reason > '' AND evaluator_id IN ({CLOSED});
"""


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0006_more_reasons_stay_where_they_were_said'),
        ('accounts', '0001_initial'),
        ('journal', '0001_initial'),
    ]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
