"""A person's data, from every room that keeps some: to take along, or to erase."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.locks import Lock, hold
from enlacesur.core.states import NotNow
from enlacesur.journal import actions as journal
from enlacesur.journal import said
from enlacesur.journal.models import Audience
from enlacesur.journal.said import Said, said_by
from enlacesur.network import actions as network
from enlacesur.network.models import Affiliation
from enlacesur.network.permissions import active_affiliations
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
                "message": row.message,
                "reason": row.reason,
            }
            for row in affiliations
        ],
        "said": said.export_of(person),
        **notifications.export_of(person),
        **practices.export_of(person),
        **review.export_of(person),
    }


def own_words(person: Person) -> list[Said]:
    """What they said with their steps, the newest first, as far as it is theirs to take back: in their own name, or of
    an institution for which they act still."""
    acting = {row.organisation_id for row in active_affiliations(person)}
    return [one for one in reversed(said_by(person)) if one.is_erasable and is_own(one, acting)]


def is_own(one: Said, acting: set[int]) -> bool:
    """What was said to an institution, not for it, is their own too."""
    event = one.event
    to_it = event.audience == Audience.ORGANISATIONS and event.organisation_id in event.audience_ids
    return event.organisation_id is None or to_it or event.organisation_id in acting


def take_back(person: Person, place: str) -> bool:
    """Erase it where it stands, and so from every notice. Whether there was something."""
    with transaction.atomic():
        found = [one for one in own_words(person) if one.place == place]
        for one in found:
            said.erase(one)
    return bool(found)


def close_account(person: Person, *, confirmed: str) -> None:
    """End every affiliation and erase what is personal. What was done in a city's name stays, without the name."""
    with transaction.atomic():
        hold(Lock.COMPOSING_LETTERS)  # before the person, for whom it waits who has their notices in hand
        person = Person.objects.select_for_update().get(pk=person.pk)
        if confirmed.strip().lower() != person.email:
            raise NotNow(_("To close it, write your own e-mail."))
        review.erase(person)
        practices.erase(person)
        leave_all(person)
        network.forget(person)
        notifications.erase(person)
        journal.forget(person)
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
        if network.is_last_representative(affiliation):
            raise NotNow(
                _("You are the only representative of %(organisation)s. Admit another one first.")
                % {"organisation": affiliation.organisation}
            )
        network.end(affiliation, by=person)
