"""To whom an announcement goes, to whom it went, and who may read it."""

from django.db.models import Count, Exists, OuterRef, QuerySet

from enlacesur.accounts.models import Person
from enlacesur.network.models import Affiliation, Organisation
from enlacesur.notifications.models import Announcement, Notification, Reason
from enlacesur.notifications.states import AnnouncementState


def addressed(announcement: Announcement) -> QuerySet[Person]:
    """Everybody with an account whom the criteria let through; an empty criterion lets everybody through. Interests
    are no criterion: who is in an audience would tell what they follow."""
    people = Person.objects.filter(is_active=True)
    criteria = (announcement.kinds, announcement.countries, announcement.roles, announcement.themes)
    if announcement.members_only or any(criteria):
        people = people.filter(Exists(acting(announcement).filter(person=OuterRef("pk"))))
    return people


def acting(announcement: Announcement) -> QuerySet[Affiliation]:
    """What meets all criteria at once: who is official here and representative there is not representative here."""
    rows = Affiliation.objects.active()
    if announcement.members_only:
        rows = rows.filter(organisation__in=Organisation.objects.members())
    if announcement.kinds:
        rows = rows.filter(organisation__kind__in=announcement.kinds)
    if announcement.countries:
        rows = rows.filter(organisation__country__in=announcement.countries)
    if announcement.roles:
        rows = rows.filter(role__in=announcement.roles)
    if announcement.themes:
        rows = rows.filter(organisation__themes__overlap=announcement.themes)
    return rows


def by_country(announcement: Announcement) -> list[tuple[str, int]]:
    """How many of the audience act in each country, the most first."""
    rows = acting(announcement).filter(person__in=addressed(announcement)).order_by()
    counted = rows.values_list("organisation__country").annotate(people=Count("person", distinct=True))
    return list(counted.order_by("-people", "organisation__country"))


def notices_of(announcement: Announcement) -> QuerySet[Notification]:
    """Those by which people were told of it."""
    return Notification.objects.filter(
        reason=Reason.ANNOUNCEMENT, event__target_kind="announcement", event__target_id=announcement.pk
    )


def may_read(person: Person, announcement: Announcement) -> bool:
    """Once it is sent, who was told of it, and who is in its audience now."""
    if announcement.state != AnnouncementState.SENT:
        return False
    told = notices_of(announcement).filter(person=person).exists()
    return told or addressed(announcement).filter(pk=person.pk).exists()
