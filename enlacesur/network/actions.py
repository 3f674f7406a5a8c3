from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.states import NotNow, move
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.network.models import Affiliation, Mandate, Organisation, OrganisationKind, Post, Role, today
from enlacesur.network.permissions import can_admit, can_end, can_manage_people, can_tell_whether_public
from enlacesur.network.states import AFFILIATION_TRANSITIONS, AffiliationState


def ask_to_join(person: Person, organisation: Organisation, *, post: str = "", message: str = "") -> Affiliation:
    """Ask to act for an organisation. Asking twice is asking once."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        waiting = Affiliation.objects.filter(
            person=person,
            organisation=organisation,
            state__in=[AffiliationState.ASKED, AffiliationState.ACTIVE],
        ).first()
        if waiting:
            return waiting
        affiliation = Affiliation.objects.create(person=person, organisation=organisation, post=post, message=message)
        tell("affiliation.asked", affiliation, by=person)
    return affiliation


def admit(affiliation: Affiliation, *, by: Person, role: str = Role.OFFICIAL) -> Affiliation:
    with transaction.atomic():
        affiliation = locked(affiliation)
        require(can_admit(by, affiliation))
        if affiliation.state == AffiliationState.ACTIVE:
            return affiliation
        affiliation.state = move(AFFILIATION_TRANSITIONS, AffiliationState(affiliation.state), AffiliationState.ACTIVE)
        affiliation.role = role
        affiliation.since = today()
        decide(affiliation, by)
        tell("affiliation.admitted", affiliation, by=by)
    return affiliation


def refuse(affiliation: Affiliation, *, by: Person, reason: str) -> Affiliation:
    with transaction.atomic():
        affiliation = locked(affiliation)
        require(can_admit(by, affiliation))
        if not reason.strip():
            raise NotNow(_("Say why, in a sentence: the person will read it."))
        affiliation.state = move(AFFILIATION_TRANSITIONS, AffiliationState(affiliation.state), AffiliationState.REFUSED)
        affiliation.reason = reason.strip()
        decide(affiliation, by)
        tell("affiliation.refused", affiliation, by=by)
    return affiliation


def change_role(affiliation: Affiliation, role: str, *, by: Person) -> Affiliation:
    """Make somebody representative, or take that back; an institution that has one keeps one."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=affiliation.organisation_id)
        affiliation = locked(affiliation)
        require(can_manage_people(by, affiliation.organisation))
        if affiliation.state != AffiliationState.ACTIVE:
            raise NotNow(_("This person does not act for the institution now."))
        if affiliation.role == role:
            return affiliation
        if is_last_representative(affiliation):
            raise NotNow(_("An institution needs a representative. Name another one first."))
        affiliation.role = Role(role)
        affiliation.save(update_fields=["role"])
        tell("affiliation.role_changed", affiliation, by=by)
    return affiliation


def end(affiliation: Affiliation, *, by: Person) -> Affiliation:
    """The person leaves or is taken off; access ends this minute. The last representative hands over first."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=affiliation.organisation_id)
        affiliation = locked(affiliation)
        require(can_end(by, affiliation))
        if is_last_representative(affiliation) and by.pk == affiliation.person_id:
            raise NotNow(_("You are the only representative. Admit another one first, or ask the secretariat."))
        affiliation.state = move(AFFILIATION_TRANSITIONS, AffiliationState(affiliation.state), AffiliationState.ENDED)
        affiliation.until = today()
        decide(affiliation, by)
        tell("affiliation.ended", affiliation, by=by)
    return affiliation


def forget(person: Person) -> None:
    """What was said of them when they asked to act for an institution; that they did stays."""
    Affiliation.objects.filter(person=person).update(message="", reason="")


def publish_mandate(mandate: Mandate, *, by: Person) -> Mandate:
    """Say who holds a post. Of the head of government there is one at a time: the one before ends the day before."""
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=mandate.organisation_id)
        require(can_manage_people(by, organisation))
        if mandate.post == Post.MAYOR and not mandate.substitute:
            end_the_one_before(mandate)
        mandate.save()
        tell_mandate("mandate.published", mandate, by)
    return mandate


def end_the_one_before(mandate: Mandate) -> None:
    before = Mandate.objects.in_force(mandate.since).filter(
        organisation=mandate.organisation_id, post=mandate.post, substitute=False
    )
    for other in before:
        other.until = max(other.since, mandate.since - timedelta(days=1))
        other.save(update_fields=["until"])


def end_mandate(mandate: Mandate, *, by: Person) -> Mandate:
    with transaction.atomic():
        mandate = Mandate.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=mandate.pk)
        require(can_manage_people(by, mandate.organisation))
        if mandate.until is None:
            mandate.until = max(mandate.since, today() - timedelta(days=1))
            mandate.save(update_fields=["until"])
            tell_mandate("mandate.ended", mandate, by)
    return mandate


def tell_mandate(verb: str, mandate: Mandate, by: Person) -> None:
    organisation = mandate.organisation
    record(
        verb,
        Target("organisation", organisation.pk, str(mandate), organisation.get_absolute_url()),
        actor=by,
        organisation=organisation,
        audience=Audience.NOBODY,
    )


def tell_whether_public(university: Organisation, public: bool | None, *, by: Person) -> None:
    """Of a university, whether it is a public one, as far as it is known."""
    require(can_tell_whether_public(by))
    with transaction.atomic():
        rows = Organisation.objects.filter(pk=university.pk, kind=OrganisationKind.UNIVERSITY)
        if rows.exclude(public=public).update(public=public):
            place = Target("organisation", university.pk, str(university), university.get_absolute_url())
            record("organisation.public", place, actor=by, organisation=university, audience=Audience.NOBODY)


def is_last_representative(affiliation: Affiliation) -> bool:
    if affiliation.role != Role.REPRESENTATIVE or affiliation.state != AffiliationState.ACTIVE:
        return False
    others = Affiliation.objects.active().representatives().filter(organisation=affiliation.organisation_id)
    return not others.exclude(pk=affiliation.pk).exists()


def locked(affiliation: Affiliation) -> Affiliation:
    return (
        Affiliation.objects.select_for_update(of=("self",))
        .select_related("person", "organisation")
        .get(pk=affiliation.pk)
    )


def decide(affiliation: Affiliation, by: Person) -> None:
    affiliation.decided_by = by
    affiliation.decided_at = timezone.now()
    affiliation.save()


SAYS = {"affiliation.asked": "message", "affiliation.refused": "reason"}


def tell(verb: str, affiliation: Affiliation, *, by: Person) -> None:
    """To the organisation's people when somebody asks; to the person when it was decided. The words that go with it
    stay with the affiliation: `SAYS` names the field."""
    asked = verb == "affiliation.asked"
    record(
        verb,
        Target(
            "affiliation",
            affiliation.pk,
            str(affiliation.organisation),
            reverse("people", args=[affiliation.organisation.slug]) if asked else reverse("dashboard"),
        ),
        actor=by,
        organisation=affiliation.organisation,
        audience=Audience.ORGANISATIONS if asked else Audience.PEOPLE,
        audience_ids=[affiliation.organisation_id if asked else affiliation.person_id],
        settles="" if asked else f"affiliation:{affiliation.pk}",  # the secretariat may have been asked for it
        data={"says": f"affiliation.{SAYS[verb]}:{affiliation.pk}"} if verb in SAYS else {},
    )
