from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.access import ALLOWED, Answer, Denied
from enlacesur.network.models import Affiliation, Organisation, OrganisationKind, Role


def active_affiliations(person: Any) -> Any:
    """Those by which the person may act today, secretariat included."""
    return Affiliation.objects.active().filter(person=person).select_related("organisation")


def is_secretariat(person: Any) -> bool:
    return bool(
        person.is_authenticated
        and active_affiliations(person).filter(organisation__kind=OrganisationKind.NETWORK).exists()
    )


def is_member(person: Any) -> bool:
    """May see what is shown to members alone: acts for a member organisation, or is of the secretariat."""
    if not person.is_authenticated:
        return False
    return sees_what_members_see(active_affiliations(person))


def sees_what_members_see(affiliations: Iterable[Affiliation]) -> bool:
    """By any of these, which are in force."""
    return any(row.organisation.is_member or row.organisation.kind == OrganisationKind.NETWORK for row in affiliations)


def can_act_for(person: Any, organisation: Organisation) -> Answer:
    if person.is_authenticated and active_affiliations(person).filter(organisation=organisation).exists():
        return ALLOWED
    return Denied(_("Only people who act for %(organisation)s can do this.") % {"organisation": organisation})


def can_admit(person: Any, affiliation: Affiliation) -> Answer:
    """The representative of the organisation, or the secretariat; never oneself."""
    if person.pk == affiliation.person_id:
        return Denied(_("Nobody admits themselves. Another representative or the secretariat can."))
    return can_manage_people(person, affiliation.organisation)


def can_manage_people(person: Any, organisation: Organisation) -> Answer:
    if not person.is_authenticated:
        return Denied(_("Sign in to go on."))
    if active_affiliations(person).filter(organisation=organisation, role=Role.REPRESENTATIVE).exists():
        return ALLOWED
    if is_secretariat(person):
        return ALLOWED
    return Denied(
        _("Only the representative of %(organisation)s or the secretariat can do this.")
        % {"organisation": organisation}
    )


def can_tell_whether_public(person: Any) -> Answer:
    """Not the university itself: shelves ask for it."""
    return ALLOWED if is_secretariat(person) else Denied(_("Only the secretariat of the network can do this."))


def can_end(person: Person, affiliation: Affiliation) -> Answer:
    if person.pk == affiliation.person_id:
        return ALLOWED
    return can_manage_people(person, affiliation.organisation)
