"""The journal kept what cities told of their adaptations: from now on it names the place where it stands."""

from django.db import migrations

WORDS_TO_PLACES = """
UPDATE journal_event AS event
SET data = event.data - 'says' || jsonb_strip_nulls(jsonb_build_object('says', CASE
  WHEN event.verb IN ('adaptation.begun', 'adaptation.asked_again')
    THEN 'adaptation.changes:' || (event.data ->> 'adaptation')
  WHEN event.verb = 'adaptation.working' THEN 'adaptation.results:' || (event.data ->> 'adaptation')
END))
WHERE event.verb LIKE 'adaptation.%'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0007_freshness'),
        ('journal', '0001_initial'),
    ]

    operations = [migrations.RunSQL(WORDS_TO_PLACES, migrations.RunSQL.noop)]
