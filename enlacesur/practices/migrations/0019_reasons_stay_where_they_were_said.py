"""The journal kept why partners refused, and why a contact is gone: from now on it names the place where it stands. What
a mail server answered is told in words."""

from django.db import migrations

WORDS_TO_PLACES = """
UPDATE journal_event AS event
SET data = event.data - 'reason' || CASE event.verb
  WHEN 'partnership.asked' THEN jsonb_build_object('says', 'partnership.part:' || event.target_id)
  WHEN 'partnership.refused' THEN jsonb_build_object('says', 'partnership.reason:' || event.target_id)
  WHEN 'contact.dead' THEN jsonb_build_object('says', 'solution.contact_fault:' || event.target_id)
  ELSE '{}' END
WHERE (event.verb LIKE 'partnership.%' OR event.verb = 'contact.dead') AND event.data ? 'reason'
"""

ANSWERS_TO_WORDS = """
UPDATE practices_practice SET contact_fault = CASE language
  WHEN 'pt' THEN 'Os e-mails para esse endereço são devolvidos.'
  ELSE 'Los correos a esa dirección son devueltos.' END
WHERE contact_fault ~ '^[45][0-9][0-9]'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0018_adaptations_name_their_remarks'),
        ('journal', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(WORDS_TO_PLACES, migrations.RunSQL.noop),
        migrations.RunSQL(ANSWERS_TO_WORDS, migrations.RunSQL.noop),
    ]
