"""Who closed their account left their name in the journal, and what was said of them with their affiliations."""

from django.db import migrations

CLOSED = "SELECT id FROM accounts_person WHERE NOT is_active AND email LIKE 'closed-%@invalid'"
FORGET = f"""
UPDATE journal_event SET actor_name = '' WHERE actor_id IN ({CLOSED});
UPDATE network_affiliation SET message = '', reason = '' WHERE person_id IN ({CLOSED});
"""


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0006_reasons_stay_where_they_were_said'),
        ('accounts', '0001_initial'),
        ('journal', '0001_initial'),
    ]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
