"""Who saved no preferences gets digests at the hour of their institution's country. Who saved theirs keeps the hour
that they saw: that of the network."""

from django.conf import settings
from django.db import migrations
from django.db.models import Q
from django.utils import timezone

ZONES = {
    'AR': 'America/Argentina/Buenos_Aires',
    'BO': 'America/La_Paz',
    'BR': 'America/Sao_Paulo',
    'CL': 'America/Santiago',
    'CO': 'America/Bogota',
    'EC': 'America/Guayaquil',
    'ES': 'Europe/Madrid',
    'HN': 'America/Tegucigalpa',
    'MX': 'America/Mexico_City',
    'PE': 'America/Lima',
    'PT': 'Europe/Lisbon',
    'PY': 'America/Asuncion',
    'UY': 'America/Montevideo',
    'VE': 'America/Caracas',
}
UNTOUCHED = {'at_once': True, 'digest': 'weekly', 'budget': 10, 'hour': 8, 'weekday': 0}


def fill_in(apps, schema_editor):
    Preferences = apps.get_model('notifications', 'Preferences')
    open_ = Preferences.objects.filter(timezone='')
    open_.exclude(**UNTOUCHED).update(timezone=settings.TIME_ZONE)
    people = zones_of_people(apps)
    kept = set(Preferences.objects.values_list('person', flat=True))
    fresh = [Preferences(person_id=pk, timezone=zone) for pk, zone in people.items() if pk not in kept]
    Preferences.objects.bulk_create(fresh, batch_size=1000)
    for zone in ZONES.values():
        open_.filter(person__in=[pk for pk, theirs in people.items() if theirs == zone]).update(timezone=zone)


def zones_of_people(apps):
    """By the first institution for which they act."""
    day = timezone.localdate()
    rows = apps.get_model('network', 'Affiliation').objects.filter(
        Q(until__isnull=True) | Q(until__gte=day), state='active', since__lte=day, person__is_active=True
    )
    first = {}
    for person, country in rows.order_by('id').values_list('person', 'organisation__country'):
        first.setdefault(person, ZONES.get(country))
    return {person: zone for person, zone in first.items() if zone}


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0010_interests_in_axes'),
        ('network', '0001_initial'),
    ]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
