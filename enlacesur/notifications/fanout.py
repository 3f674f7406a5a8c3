"""From one event to the people who are told of it: set operations, no loop over people."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from enlacesur.journal.actions import consume
from enlacesur.journal.models import Audience, Event
from enlacesur.matching.documents import fetch
from enlacesur.matching.schema import size_of
from enlacesur.network.models import Affiliation, Organisation, OrganisationKind, Role, today
from enlacesur.notifications.audience import addressed
from enlacesur.notifications.models import Announcement, Level, Notification, Reason
from enlacesur.notifications.models.preferences import default_digest, next_digest
from enlacesur.notifications.stored import LEVELS, STORED, Happening, Recipients
from enlacesur.notifications.wording import NEWS, SMALL_NEWS

logger = logging.getLogger(__name__)

PORTION = 50_000  # people who are told in one statement
# A mail takes it along soon, or the next digest does. A moment's patience lets news come together, and leaves time to
# read it on the site.
AT_ONCE = f"coalesce(preferences.at_once, true) AND told.level <= {LEVELS[Level.IMPORTANT]}"
# What is told to a city and neither asks anything of it nor answers it: it takes its turn with the rest.
MAY_WAIT = ("match.found",)
CAN_MEET_INTERESTS = (Audience.PUBLIC, Audience.MEMBERS)


@dataclass(frozen=True)
class Sql:
    """A piece of a statement and what stands in its places."""

    text: str
    values: Sequence[Any] = field(default=())


def register() -> None:
    consume("notifications", tell)


def tell(events: list[Event]) -> None:
    """Write the notices of these events, in the transaction that moves the cursor."""
    for event in events:
        try:
            with transaction.atomic():
                tell_one(event)
        except OperationalError:
            raise  # the database is not there: all is tried again
        except Exception:
            # One event that cannot be told keeps nobody from being told of those after it.
            logger.exception("Nobody could be told of event %s", event.pk)


def tell_one(event: Event) -> None:
    tell_directly(event)
    if event.verb == "announcement.sent":
        tell_audience(event)
    elif event.verb in (*NEWS, *SMALL_NEWS) and event.audience in CAN_MEET_INTERESTS:
        tell_by_interest(event)


def thing_of(event: Event) -> str:
    """What a notice of the event is about: later events about the same are told in the same notice."""
    return event.data.get("thing") or subject_of(event)


def subject_of(event: Event) -> str:
    """What a person silences with «no more of this»."""
    return f"{event.target_kind}:{event.target_id}"


# Those whom the event names


def tell_directly(event: Event) -> None:
    """People, or everybody who acts for the organisations."""
    if event.audience == Audience.PEOPLE:
        source, reason = Sql(NAMED, [event.audience_ids]), Reason.PERSON
    elif event.audience_ids:
        query, values = concerned(event).values("person_id", "organisation_id").query.sql_with_params()
        source, reason = Sql(ACTING.format(query=query), values), Reason.ORGANISATION
    else:
        return
    insert(event, reason, source, mandatory=event.verb not in MAY_WAIT, left_out=[event.actor_id])
    if "candidate" in event.data:
        supersede(event)


def supersede(event: Event) -> None:
    """Who follows what was found for their city's need is told of it once: as what was found."""
    told = Notification.objects.filter(event=event).values("person")
    brought = Notification.objects.unread().filter(thing=event.data["candidate"], reason=Reason.INTEREST)
    brought.filter(person__in=told, letter=None).update(read_at=timezone.now(), due_at=None)


def concerned(event: Event) -> QuerySet[Affiliation]:
    """Those who act for the organisations; for a request to join, those alone who can admit."""
    acting = Affiliation.objects.active().filter(organisation__in=event.audience_ids)
    if event.verb == "affiliation.asked":
        acting = acting.filter(role=Role.REPRESENTATIVE)
        if not acting.exists():
            acting = Affiliation.objects.active().filter(organisation__kind=OrganisationKind.NETWORK)
    return acting


def tell_audience(event: Event) -> None:
    """The audience of an announcement, as it is at this moment."""
    announcement = Announcement.objects.get(pk=event.target_id)
    query, values = addressed(announcement).values("id").query.sql_with_params()
    insert(event, Reason.ANNOUNCEMENT, Sql(ADDRESSED.format(query=query), values), mandatory=announcement.urgent)


# Those whose interests it meets


def tell_by_interest(event: Event) -> None:
    left_out, first = [event.actor_id, *people_of(event.organisation_id)], is_first(event)
    seen_by = Sql("true") if event.audience == Audience.PUBLIC else of_members()
    for part in STORED.recipients(happening_of(event)).portions(PORTION):
        insert(event, Reason.INTEREST, source_of(part), left_out=left_out, seen_by=seen_by, first=first)


def is_first(event: Event) -> bool:
    """Whether nothing of the thing was told before."""
    earlier = Event.objects.filter(target_kind=event.target_kind, target_id=event.target_id, pk__lt=event.pk)
    return not event.audience_ids and not event.data.get("thing") and not earlier.exists()


def happening_of(event: Event) -> Happening:
    """What the event offers to interests. A city that is not named in it is followed by nobody."""
    whose = Organisation.objects.filter(pk=event.organisation_id or 0)
    population = whose.values_list("population", flat=True).first()
    return Happening(
        kinds=(event.target_kind,),
        themes=tuple(event.themes),
        sdgs=tuple(event.sdgs),
        countries=tuple(event.countries),
        sizes=(size_of(population),) if population else (),
        organisations=named_in(event) if event.organisation_name else (),
        document=fetch(event.target_kind, [event.target_id]).get(event.target_id),
        small=event.verb in SMALL_NEWS,
    )


def named_in(event: Event) -> tuple[int, ...]:
    """The organisation whose event it is, and those that it says are concerned too."""
    also = [pk for kind, pk in event.data.get("also", []) if kind == "organisation"]
    return tuple(sorted({*also, *([event.organisation_id] if event.organisation_id else [])}))


def source_of(told: Recipients) -> Sql:
    """An array is handed over as it is written: the driver would look at each number."""
    return Sql(INTERESTED, [f"{{{str(column.tolist())[1:-1]}}}" for column in told.columns])


def people_of(organisation_id: int | None) -> list[int]:
    return list(Affiliation.objects.active().filter(organisation=organisation_id).values_list("person", flat=True))


def of_members() -> Sql:
    """What is for members is told to those who act for one, and to the secretariat."""
    query, values = member_affiliations().values("person_id").query.sql_with_params()
    return Sql(f"told.person IN ({query})", values)


def member_affiliations() -> QuerySet[Affiliation]:
    day = today()
    member = Q(organisation__member_since__lte=day) & (
        Q(organisation__member_until__isnull=True) | Q(organisation__member_until__gte=day)
    )
    return Affiliation.objects.active().filter(member | Q(organisation__kind=OrganisationKind.NETWORK))


# Writing

# Who is told: person, interest, level, fit, whether they may have preferences of their own, organisation.
NAMED = "SELECT DISTINCT person, NULL::bigint, 0, 100, 1, NULL::bigint FROM unnest(%s::bigint[]) AS person"
ACTING = (
    "SELECT DISTINCT ON (1) person_id, NULL::bigint, 0, 100, 1, organisation_id FROM ({query}) AS acting ORDER BY 1"
)
ADDRESSED = "SELECT id, NULL::bigint, 0, 100, 1, NULL::bigint FROM ({query}) AS addressed"
INTERESTED = "SELECT *, NULL::bigint FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::int[], %s::int[])"

INSERT = """
INSERT INTO notifications_notification AS notice
  (person_id, event_id, thing, reason, interest_id, organisation_id, mandatory, fit, times, created_at, due_at,
   by_digest, in_full)
SELECT told.person, %s, %s, %s, told.interest, told.organisation, %s, told.fit, 1, now(),
  CASE WHEN {at_once} THEN now() + interval '{patience} seconds'
    WHEN preferences.person_id IS NULL THEN {default_digest} ELSE {next_digest} END, NOT ({at_once}), false
FROM ({source}) AS told (person, interest, level, fit, chose, organisation)
LEFT JOIN LATERAL (
  SELECT * FROM notifications_preferences AS own WHERE told.chose = 1 AND own.person_id = told.person
) AS preferences ON true
WHERE told.person <> ALL (%s::bigint[]) AND {seen_by}
  AND told.person NOT IN (SELECT id FROM accounts_person WHERE NOT is_active)
  AND NOT EXISTS (
  SELECT 1 FROM notifications_mute AS mute WHERE mute.person_id = told.person AND mute.thing = ANY (%s::text[]))
  AND NOT EXISTS (
  SELECT 1 FROM notifications_notification AS known WHERE known.event_id = %s AND known.person_id = told.person)
"""
COLLAPSE = """
ON CONFLICT (person_id, thing) WHERE read_at IS NULL DO UPDATE SET
  {newest}, created_at = excluded.created_at, times = notice.times + 1,
  mandatory = notice.mandatory OR excluded.mandatory, fit = greatest(notice.fit, excluded.fit),
  due_at = least(notice.due_at, excluded.due_at),
  by_digest = notice.by_digest AND excluded.by_digest
"""
# What waits for an answer goes on saying so, whatever else becomes of the thing.
NEWEST = ", ".join(
    f"{name} = CASE WHEN notice.mandatory AND NOT excluded.mandatory THEN notice.{name} ELSE excluded.{name} END"
    for name in ("event_id", "reason", "interest_id", "organisation_id")
)


def insert(
    event: Event,
    reason: Reason,
    source: Sql,
    *,
    mandatory: bool = False,
    left_out: Iterable[int | None] = (),
    seen_by: Sql = Sql("true"),
    first: bool = False,
) -> None:
    """One statement for everybody in `source`. Who has an unread notice of the thing has this news in it; of the first
    news of a thing nobody has, and nobody is asked."""
    statement = INSERT.format(
        at_once="true" if mandatory else AT_ONCE,
        patience=settings.MAIL_PATIENCE,
        next_digest=next_digest("preferences"),
        default_digest=default_digest(),
        source=source.text,
        seen_by=seen_by.text,
    )
    collapsing = statement + COLLAPSE.format(newest=NEWEST)
    values = [
        *(event.pk, thing_of(event), reason.value, mandatory),
        *source.values,
        [person for person in left_out if person],
        *seen_by.values,
        sorted({thing_of(event), subject_of(event)}),
        event.pk,
    ]
    with connection.cursor() as cursor:
        if first:
            with suppress(IntegrityError), transaction.atomic():
                return cursor.execute(statement, values)
        cursor.execute(collapsing, values)
