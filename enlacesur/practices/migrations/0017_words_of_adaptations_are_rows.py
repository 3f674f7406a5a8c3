"""The journal kept why adaptations were abandoned or disputed, and the adaptation the last word alone: from now on each
word is a row, which the event names."""

from django.db import migrations


def each_word_is_a_row(apps, schema_editor):
    Adaptation = apps.get_model('practices', 'Adaptation')
    last = remarks_of_events(apps)
    Remark = apps.get_model('practices', 'Remark')
    for one in Adaptation.objects.exclude(abandonment_reason='', confirmation_note='').iterator():
        said = {
            'abandonment': (one.abandonment_reason, last.get((one.pk, 'abandoned')), one.author_id, one.updated_at),
            'answer': (one.confirmation_note, last.get((one.pk, one.confirmation)), one.answered_by_id, one.answered_at),
        }
        rows = {
            name: known if known and known.text == text else Remark.objects.create(text=text, by_id=by, at=at)
            for name, (text, known, by, at) in said.items()
            if text
        }
        Adaptation.objects.filter(pk=one.pk).update(**rows)


def remarks_of_events(apps):
    """By adaptation and step the last."""
    Event, Remark = apps.get_model('journal', 'Event'), apps.get_model('practices', 'Remark')
    people = set(apps.get_model('accounts', 'Person').objects.values_list('pk', flat=True))
    last = {}
    for event in Event.objects.filter(verb__startswith='adaptation.', data__has_key='reason').order_by('id').iterator():
        if text := event.data.pop('reason'):
            by = event.actor_id if event.actor_id in people else None
            remark = Remark.objects.create(text=text, by_id=by, at=event.at)
            event.data['says'] = f'adaptation.remark:{remark.pk}'
            last[event.data['adaptation'], event.verb.partition('.')[2]] = remark
        event.save(update_fields=['data'])
    return last


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0016_remarks'),
        ('journal', '0001_initial'),
    ]

    operations = [migrations.RunPython(each_word_is_a_row, migrations.RunPython.noop)]
