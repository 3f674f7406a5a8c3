"""A person's data, from every room that keeps some: to take along, or to erase."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.states import NotNow
from enlacesur.network.actions import end, is_last_representative
from enlacesur.network.models import Affiliation
from enlacesur.network.states import AffiliationState
from enlacesur.notifications import actions as notifications
from enlacesur.practices import personal_data as practices
from enlacesur.review import personal_data as review


def export(person: Person) -> dict[str, Any]:
    affiliations = person.affiliations.select_related("organisation").order_by("id")
    return {
        "person": {
            "email": person.email,
            "name": person.name,
            "language": person.language,
            "joined_at": person.joined_at,
        },
        "affiliations": [
            {
                "organisation": str(row.organisation),
                "role": row.role,
                "state": row.state,
                "since": row.since,
                "until": row.until,
            }
            for row in affiliations
        ],
        **notifications.export_of(person),
        **practices.export_of(person),
        **review.export_of(person),
    }


def close_account(person: Person, *, confirmed: str) -> None:
    """End every affiliation and erase what is personal. What was done in a city's name stays, without the name."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if confirmed.strip().lower() != person.email:
            raise NotNow(_("To close it, write your own e-mail."))
        review.erase(person)
        practices.erase(person)
        leave_all(person)
        notifications.erase(person)
        EmailAddress.objects.filter(user=person).delete()
        person.email = f"closed-{person.pk}-{get_random_string(12).lower()}@invalid"
        person.name = _("A former member")
        person.is_active = False
        person.set_unusable_password()
        person.save()


def leave_all(person: Person) -> None:
    waiting = (AffiliationState.ASKED, AffiliationState.ACTIVE)
    rows = Affiliation.objects.filter(person=person, state__in=waiting).select_related("organisation")
    for affiliation in rows:
        if is_last_representative(affiliation):
            raise NotNow(
                _("You are the only representative of %(organisation)s. Admit another one first.")
                % {"organisation": affiliation.organisation}
            )
        end(affiliation, by=person)
