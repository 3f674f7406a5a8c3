"""From one event to the people who are told of it: set operations in the database, no loop over people."""

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from enlacesur.accounts.models import Person
from enlacesur.journal.actions import consume
from enlacesur.journal.models import Audience, Event
from enlacesur.matching.documents import Document, fetch
from enlacesur.network.models import Affiliation, OrganisationKind, Role, today
from enlacesur.notifications.jobs import queue_mail
from enlacesur.notifications.models import Interest, Mute, Notification, Reason
from enlacesur.notifications.stored import STORED
from enlacesur.notifications.wording import OF_INTEREST


def register() -> None:
    consume("notifications", tell)


def tell(events: list[Event]) -> None:
    """Write the notices of these events and queue their mail, in the transaction that moves the cursor."""
    for event in events:
        new = write(directly(event))
        if event.verb in OF_INTEREST and event.audience in (Audience.PUBLIC, Audience.MEMBERS):
            new += write(by_interest(event))
        for notification in new:
            queue_mail(notification.pk)


def write(rows: Iterable[Notification]) -> list[Notification]:
    """Insert what is not there yet: the database keeps one notice per person and event."""
    wanted = list(rows)
    if not wanted:
        return []
    event = wanted[0].event
    told = set(Notification.objects.filter(event=event).values_list("person_id", flat=True))
    return Notification.objects.bulk_create(row for row in wanted if row.person_id not in told)


def directly(event: Event) -> list[Notification]:
    """Those whom the event names: people, or everybody who acts for the organisations."""
    if event.audience == Audience.PEOPLE:
        people, reason = Person.objects.filter(pk__in=event.audience_ids), Reason.PERSON
    elif event.audience_ids:
        people, reason = concerned(event), Reason.ORGANISATION
    else:
        return []
    people = without_the_muted(people, event).exclude(pk__in=[event.actor_id])
    return [Notification(person_id=pk, event=event, reason=reason) for pk in people.values_list("pk", flat=True)]


def concerned(event: Event) -> QuerySet[Person]:
    """The people of the organisations; for a request to join, those alone who can admit."""
    acting = Affiliation.objects.active().filter(organisation__in=event.audience_ids)
    if event.verb == "affiliation.asked":
        acting = acting.filter(role=Role.REPRESENTATIVE)
        if not acting.exists():
            acting = Affiliation.objects.active().filter(organisation__kind=OrganisationKind.NETWORK)
    return Person.objects.filter(is_active=True, pk__in=acting.values("person"))


def by_interest(event: Event) -> list[Notification]:
    """One notice for each person with an interest that the event meets; the oldest interest is the one named."""
    interests = Interest.objects.met_by(event).filter(person__in=without_the_muted(may_see(event), event))
    interests = interests.exclude(person=event.actor_id).exclude(person__in=people_of(event.organisation_id))
    first = interests.filter(words="").order_by("person", "id").distinct("person")
    chosen = {interest.person_id: interest.pk for interest in first.only("pk", "person_id")}
    chosen = dict(with_words(event, interests)) | chosen
    return [
        Notification(person_id=person, event=event, reason=Reason.INTEREST, interest_id=interest)
        for person, interest in chosen.items()
    ]


def with_words(event: Event, interests: QuerySet[Interest]) -> Iterator[tuple[int, int]]:
    """(person, interest) of those whose words the document meets; of a person's interests the oldest comes last."""
    document = document_of(event)
    met = STORED.met_by(document) if document else set()
    worded = interests.filter(words__in={words for words, _language in met}).order_by("person", "-id")
    rows = worded.values_list("person_id", "pk", "words", "language")
    for person, interest, words, language in rows.iterator(1000):
        if (words, language) in met:
            yield person, interest


def document_of(event: Event) -> Document | None:
    return fetch(event.target_kind, [event.target_id]).get(event.target_id)


def may_see(event: Event) -> QuerySet[Person]:
    people = Person.objects.filter(is_active=True)
    return people if event.audience == Audience.PUBLIC else people.filter(Exists(member_affiliations()))


def member_affiliations() -> QuerySet[Affiliation]:
    day = today()
    member = Q(organisation__member_since__lte=day) & (
        Q(organisation__member_until__isnull=True) | Q(organisation__member_until__gte=day)
    )
    mine = Affiliation.objects.active().filter(person=OuterRef("pk"))
    return mine.filter(member | Q(organisation__kind=OrganisationKind.NETWORK))


def people_of(organisation_id: int | None) -> QuerySet:
    return Affiliation.objects.active().filter(organisation=organisation_id).values("person")


def without_the_muted(people: QuerySet[Person], event: Event) -> QuerySet[Person]:
    things = [[event.target_kind, event.target_id], *event.data.get("about", [])]
    silenced = Q()
    for kind, pk in things:
        silenced |= Q(kind=kind, target_id=pk)
    return people.exclude(pk__in=Mute.objects.filter(silenced).values("person"))
