"""Digests come at the person's own hour: that of the country of their institution, until they choose another one."""

from enlacesur.accounts.models import Person
from enlacesur.journal.actions import MANY, consume
from enlacesur.journal.models import Event
from enlacesur.notifications.actions import begin_preferences


def register() -> None:
    consume("local hours", learn_zones, MANY)


def learn_zones(events: list[Event]) -> None:
    """Where somebody is may become known after they said what interests them."""
    admitted = {pk for event in events if event.verb == "affiliation.admitted" for pk in event.audience_ids}
    for person in Person.objects.filter(pk__in=admitted, is_active=True):
        begin_preferences(person)
