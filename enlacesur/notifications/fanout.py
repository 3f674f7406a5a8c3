"""From one event to the people who are told of it: set operations, no loop over people."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import BigIntegerField, QuerySet, Value
from django.db.models.functions import Cast

from enlacesur.journal.actions import MANY, consume
from enlacesur.journal.models import Audience, Event
from enlacesur.matching.documents import Document, sketched
from enlacesur.matching.schema import by_family, size_of
from enlacesur.network.models import Affiliation, OrganisationKind, Role, today
from enlacesur.notifications.acting import acting_for, all_acting, member_affiliations
from enlacesur.notifications.audience import addressed
from enlacesur.notifications.columns import execute
from enlacesur.notifications.models import Announcement, Level, Notification, Reason
from enlacesur.notifications.models.preferences import next_digest
from enlacesur.notifications.news import NEWS, SMALL, telling
from enlacesur.notifications.rhythms import DIGESTS
from enlacesur.notifications.settling import settle
from enlacesur.notifications.stored import LEVELS, STORED, Happening, Recipients
from enlacesur.notifications.things import subject_of, thing_of

logger = logging.getLogger(__name__)

PORTION = 50_000  # people who are told in one statement
CAN_MEET_INTERESTS = (Audience.PUBLIC, Audience.MEMBERS)


@dataclass(frozen=True)
class Sql:
    """A piece of a statement and what stands in its places."""

    text: str
    values: Sequence[Any] = field(default=())


def register() -> None:
    consume("notifications", tell_in_turn)
    consume("pressing", tell_pressing, MANY)


Write = Callable[[Event, bool], None]


def tell_pressing(events: list[Event]) -> None:
    """What is said to those whom an event names, or announced: it stands behind no morning's ten thousand publications.
    What was found for a need takes the place of the notice that the news of it brought, and has its turn after it."""
    tell_each([event for event in events if is_pressing(event)], write_pressing)
    settle_all(events)


def tell_in_turn(events: list[Event]) -> None:
    """What meets interests, in the order of the journal."""
    tell_each([event for event in events if is_news(event) or follows_news(event)], write_in_turn)


def tell(events: list[Event]) -> None:
    """Both at once."""
    tell_each(events, write)
    settle_all(events)


def is_pressing(event: Event) -> bool:
    return event.verb == "announcement.sent" or (bool(event.audience_ids) and not follows_news(event))


def is_news(event: Event) -> bool:
    return telling(event.verb).rank in (NEWS, SMALL) and event.audience in CAN_MEET_INTERESTS


def follows_news(event: Event) -> bool:
    return "candidate" in event.data


# Of two consumers who meet in the notices of several things, each holds all of them first, in one order: neither waits
# for one that waits for it.
BEGIN = """
SELECT set_config('synchronous_commit', 'off', true), (
  SELECT count(pg_advisory_xact_lock(hashtextextended('notices of ' || thing, 0))) FROM unnest(%s::text[]) AS thing)
"""


def tell_each(events: Collection[Event], write: Write) -> None:
    """Write notices of these events, in the transaction that moves the cursor. It does not wait for the disk: a
    crash of the database that undoes it undoes the move too, and all is told again. Whatever is done with the notices
    is committed after it."""
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, [sorted({thing for event in events for thing in things_told_by(event)})])
    for event in events:
        with by_itself(f"Nobody could be told of event {event.pk}"):
            tell_one(event, write)


def settle_all(events: Collection[Event]) -> None:
    with by_itself("What was asked stays asked"), transaction.atomic():
        settle(events)


@contextmanager
def by_itself(fault: str) -> Iterator[None]:
    """What cannot be done keeps nobody from being told of the rest."""
    try:
        yield
    except OperationalError:
        raise  # the database is not there: all is tried again
    except Exception:
        logger.exception(fault)


def tell_one(event: Event, write: Write) -> None:
    """All of it or nothing. Of the first news of a thing nobody has a notice, and nobody is asked for theirs unless the
    database refuses."""
    with suppress(IntegrityError), transaction.atomic():
        return write(event, is_first(event))
    with transaction.atomic():
        write(event, False)


def write_pressing(event: Event, _first: bool) -> None:
    if event.verb == "announcement.sent":
        tell_audience(event)
    elif is_pressing(event):
        tell_directly(event)


def write_in_turn(event: Event, first: bool) -> None:
    if follows_news(event):
        tell_directly(event)
        supersede(event)
    elif is_news(event):
        tell_by_interest(event, first)


def write(event: Event, first: bool) -> None:
    write_pressing(event, first)
    write_in_turn(event, first)


def things_told_by(event: Event) -> list[str]:
    """Those of whose notices some are written or taken away."""
    return [thing_of(event), *([event.data["candidate"]] if follows_news(event) else [])]


# Those whom the event names


def tell_directly(event: Event) -> None:
    """People, or everybody who acts for the organisations."""
    if event.audience == Audience.PEOPLE:
        people, reason = Sql(NAMED, [event.audience_ids]), Reason.PERSON
    else:
        people, reason = sql_of(concerned(event).values("person_id", "organisation_id")), Reason.ORGANISATION
    insert(event, reason, direct(people), but=[actor_of(event)], mandatory=not telling(event.verb).may_wait)


def supersede(event: Event) -> None:
    """Who follows what was found for their city's need is told of it once: as what was found."""
    told = Notification.objects.filter(event=event).values("person")
    brought = Notification.objects.unread().filter(thing=event.data["candidate"], reason=Reason.INTEREST)
    brought.filter(person__in=told, letter=None).delete()


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
    people = sql_of(addressed(announcement).values_list("id", Cast(Value(None), BigIntegerField())))
    insert(event, Reason.ANNOUNCEMENT, direct(people), mandatory=announcement.urgent)


# Those whose interests it meets


def tell_by_interest(event: Event, first: bool) -> None:
    but = [actor_of(event), colleagues_of(event)]
    if event.audience_ids:  # they are told directly, before or after
        but.append(sql_of(concerned(event).values("person_id")))
    seen_by = EVERYBODY if event.audience == Audience.PUBLIC else of_members()
    for part in STORED.recipients(happening_of(event)).portions(PORTION):
        insert(event, Reason.INTEREST, interested(part), but=but, seen_by=seen_by, first=first)


def is_first(event: Event) -> bool:
    """What is new was not told of before. Should it have been, the database says so."""
    told = telling(event.verb)
    begins = told.rank == NEWS and not told.becomes
    return begins and not event.audience_ids and not event.data.get("thing")


def happening_of(event: Event) -> Happening:
    """What the event offers to interests. A city that is not named in it is followed by nobody."""
    key = subject_of(event)
    document = sketched([key]).get(key)
    return Happening(
        kinds=kinds_of(event),
        themes=tuple(event.themes),
        axes=axes_of(document),
        sdgs=tuple(event.sdgs),
        countries=tuple(event.countries),
        sizes=(size_of(document.population),) if document and document.population else (),
        organisations=named_in(event) if event.organisation_name else (),
        document=document,
        small=telling(event.verb).rank == SMALL,
    )


def kinds_of(event: Event) -> tuple[str, ...]:
    """A card that is accepted is a good practice too."""
    becomes = telling(event.verb).becomes
    return (event.target_kind, becomes) if becomes else (event.target_kind,)


def axes_of(document: Document | None) -> tuple[str, ...]:
    """Of all editions under which it is found."""
    return tuple(by_family(document.marks).get("axis", ())) if document else ()


def named_in(event: Event) -> tuple[int, ...]:
    """The organisation whose event it is, and those that it says are concerned too."""
    also = [pk for kind, pk in event.data.get("also", []) if kind == "organisation"]
    return tuple(sorted({*also, *([event.organisation_id] if event.organisation_id else [])}))


# Writing

# Who is told: person, interest, organisation, fit, whether they want it at once, and when their next digest goes.
NAMED = "SELECT person, NULL::bigint FROM unnest(%s::bigint[]) AS person"
DIRECT = """
SELECT DISTINCT ON (1) told.person, NULL::bigint, told.organisation, 100, coalesce(preferences.at_once, true),
  {next_digest}
FROM ({people}) AS told (person, organisation)
LEFT JOIN notifications_preferences AS preferences ON preferences.person_id = told.person
ORDER BY 1, 3
"""
INTERESTED = """
SELECT found.person, found.interest, NULL::bigint, found.how & 255, found.how > 255,
  nullif(found.next_digest, 'infinity')
FROM (SELECT unnest(%s), unnest(%s), unnest(%s), unnest(%s)) AS found (person, interest, how, next_digest)
"""


def direct(people: Sql) -> Sql:
    """`people`: persons and the organisations for which they are told."""
    return Sql(DIRECT.format(people=people.text, next_digest=next_digest("preferences")), people.values)


def interested(told: Recipients) -> Sql:
    wanted = np.array([at_once for at_once, *_digest in list(STORED.rhythms)], dtype=bool)
    at_once = wanted[told.rhythms] & (told.levels <= LEVELS[Level.IMPORTANT])
    how = at_once.astype(np.int64) << 8 | told.fits
    return Sql(INTERESTED, [told.people, told.interests, how, DIGESTS.of(STORED.rhythms)[told.rhythms]])


# Who of them is told


EVERYBODY = Sql("true")
LEFT_OUT = """
SELECT id FROM accounts_person WHERE NOT is_active
UNION ALL SELECT person_id FROM notifications_mute WHERE thing = ANY (%s::text[])
"""
TOLD_ALREADY = "SELECT person_id FROM notifications_notification WHERE event_id = %s"


def of_members() -> Sql:
    """What is for members is told to those who act for one, and to the secretariat."""
    people = sql_of(member_affiliations().values("person_id"))
    return Sql(f"told.person IN ({people.text})", people.values)


def left_out_of(event: Event) -> Sql:
    """Who has no account any more, or wants no more of the thing."""
    return Sql(LEFT_OUT, [sorted({thing_of(event), subject_of(event)})])


def actor_of(event: Event) -> Sql:
    return Sql("SELECT unnest(%s::bigint[])", [[event.actor_id] if event.actor_id else []])


def colleagues_of(event: Event) -> Sql:
    """Those who act for the organisation whose event it is."""
    return Sql(*acting_for.statement(day=today(), organisation=event.organisation_id))


def sql_of(query: QuerySet[Any, Any]) -> Sql:
    return Sql(*query.query.sql_with_params())


# A mail takes it along soon, or the next digest does. A moment's patience lets news come together, and leaves time to
# read it on the site.
INSERT = """
INSERT INTO notifications_notification AS notice
  (person_id, event_id, thing, reason, interest_id, organisation_id, mandatory, fit, times, created_at, due_at,
   by_digest, in_full)
SELECT told.person, %s, %s, %s, told.interest, told.organisation, %s, told.fit, 1, now(),
  CASE WHEN {at_once} THEN now() + interval '{patience} seconds' ELSE told.next_digest END, NOT ({at_once}), false
FROM ({source}) AS told (person, interest, organisation, fit, at_once, next_digest)
WHERE {seen_by} AND told.person NOT IN ({left_out})
"""
COLLAPSE = """
ON CONFLICT (person_id, thing) WHERE read_at IS NULL DO UPDATE SET
  ({told}) = (SELECT {newest} FROM (SELECT {stays}) AS before (stays)),
  created_at = excluded.created_at, times = least(notice.times, 32766) + 1, fit = greatest(notice.fit, excluded.fit),
  due_at = least(notice.due_at, excluded.due_at), by_digest = notice.by_digest AND excluded.by_digest
"""
# What waits for an answer goes on saying so, whatever else becomes of the thing. Who has neither read nor been mailed
# that a thing is there hears of that, not of a small change in it. Not who may no longer see what they were told.
STAYS = """
({small} AND notice.letter_id IS NULL OR notice.mandatory AND NOT excluded.mandatory)
AND (notice.organisation_id IS NULL OR (notice.person_id, notice.organisation_id) IN ({acting}))
"""
TOLD = ("event_id", "reason", "interest_id", "organisation_id", "mandatory")
NEWEST = ", ".join(f"CASE WHEN before.stays THEN notice.{name} ELSE excluded.{name} END" for name in TOLD)


def collapse(event: Event) -> Sql:
    acting = Sql(*all_acting.statement(day=today()))
    stays = STAYS.format(small="true" if telling(event.verb).rank == SMALL else "false", acting=acting.text)
    return Sql(COLLAPSE.format(told=", ".join(TOLD), newest=NEWEST, stays=stays), acting.values)


def insert(
    event: Event,
    reason: Reason,
    source: Sql,
    *,
    but: Sequence[Sql] = (),
    seen_by: Sql = EVERYBODY,
    mandatory: bool = False,
    first: bool = False,
) -> None:
    """One statement for everybody in `source`. Who has an unread notice of the thing has this news in it."""
    left_out = [left_out_of(event), *but]
    if not first:
        left_out.append(Sql(TOLD_ALREADY, [event.pk]))
    statement = INSERT.format(
        at_once="true" if mandatory else "told.at_once",
        patience=settings.MAIL_PATIENCE,
        source=source.text,
        seen_by=seen_by.text,
        left_out=" UNION ALL ".join(people.text for people in left_out),
    )
    values = [
        *(event.pk, thing_of(event), reason.value, mandatory),
        *source.values,
        *seen_by.values,
        *(value for people in left_out for value in people.values),
    ]
    joining = Sql("") if first else collapse(event)
    execute(statement + joining.text, [*values, *joining.values])
