"""Writing the journal, and reading it in an order in which nothing is missed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import F, Max, Q
from django.db.models.expressions import RawSQL

from enlacesur.core.links import neutral
from enlacesur.core.locks import try_to_hold_name
from enlacesur.journal.models import Audience, Cursor, Event

FIRST_UNFINISHED = RawSQL("(pg_snapshot_xmin(pg_current_snapshot())::text::bigint)", [])
FIRST_UNBEGUN = RawSQL("(pg_snapshot_xmax(pg_current_snapshot())::text::bigint)", [])


class Named(Protocol):
    pk: Any


@dataclass(frozen=True)
class Target:
    """What an event is about, as text: the journal knows no feature."""

    kind: str
    id: int
    title: str
    url: str
    language: str = ""


def record(
    verb: str,
    target: Target,
    *,
    actor: Named | None = None,
    organisation: Named | None = None,
    themes: Iterable[str] = (),
    sdgs: Iterable[int] = (),
    countries: Iterable[str] = (),
    audience: Audience = Audience.PUBLIC,
    audience_ids: Iterable[int] = (),
    settles: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Write one event, in the transaction of what it tells. Raises outside a transaction. `settles`: the
    name of a thing about which nothing is left to do of what was told before."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An event is recorded in the transaction that did it")
    return Event.objects.create(
        verb=verb,
        target_kind=target.kind,
        target_id=target.id,
        title=target.title[:300],
        url=neutral(target.url),
        language=target.language,
        actor_id=actor.pk if actor else None,
        actor_name=str(actor)[:200] if actor else "",
        organisation_id=organisation.pk if organisation else None,
        organisation_name=str(organisation)[:200] if organisation else "",
        themes=list(themes),
        sdgs=list(sdgs),
        countries=list(countries),
        audience=audience,
        audience_ids=list(audience_ids),
        data=(data or {}) | ({"settles": settles} if settles else {}),
    )


def last_word(kind: str, id: int, **about: Any) -> tuple[str, datetime | None]:
    """Who told of a thing last, and when; `about` narrows the events. The name is empty where it is not said."""
    events = Event.objects.filter(target_kind=kind, target_id=id, **about).order_by("-id")
    return events.values_list("actor_name", "at").first() or ("", None)


def forget(person: Named) -> None:
    """Their name is told no more: what they did stays."""
    Event.objects.filter(actor_id=person.pk).update(actor_name="")


def forget_titles(kind: str, id: int) -> None:
    """Of a thing that is called by the name of a person."""
    Event.objects.filter(target_kind=kind, target_id=id).update(title="")


@dataclass(frozen=True, order=True)
class Position:
    xid: int = 0
    event_id: int = 0


def read_after(position: Position, limit: int = 500) -> list[Event]:
    """The next events in (transaction, id) order, only those before which nothing can appear any more."""
    after = Q(xid=position.xid, id__gt=position.event_id) | Q(xid__gt=position.xid)
    return list(Event.objects.filter(after, xid__lt=FIRST_UNFINISHED).order_by("xid", "id")[:limit])


def position_of(event: Event) -> Position:
    return Position(event.xid, event.pk)


def is_known(position: Position) -> bool:
    """Whether the journal has the event that was read last; no event is ever taken out of it."""
    if position == Position():
        return True
    return Event.objects.filter(pk=position.event_id, xid=position.xid).exists()


def number_anew() -> bool:
    """A journal that was restored into another server, which has not come so far with its numbers of transactions:
    what is in it comes before all that is recorded from now on. Returns whether it was one."""
    with transaction.atomic():
        restored = Event.objects.filter(xid__gte=FIRST_UNBEGUN).aggregate(last=Max("id"), highest=Max("xid"))
        if restored["last"] is None:
            return False
        before_all = F("xid") - restored["highest"] - 1
        Event.objects.filter(id__lte=restored["last"]).update(xid=before_all)
        Cursor.objects.filter(event_id__lte=restored["last"]).update(xid=before_all)
    return True


Handler = Callable[[list[Event]], None]
CONSUMERS: dict[str, Handler] = {}
PORTIONS: dict[str, int] = {}
FEW, MANY = 10, 200


def consume(name: str, handler: Handler, portion: int = FEW) -> None:
    """Register a consumer whose effects are in the database: each event has its effect exactly once. It is handed so
    many at a time: few, for once it writes and until it ends no other one reads what was recorded since; many, where it
    lets most of them pass."""
    CONSUMERS[name], PORTIONS[name] = handler, portion


def run_consumer(name: str) -> int:
    """Hand the next events to a consumer and move its cursor, all in one transaction. Returns how many.

    A lock that is no row's lets it think, and look in vain, without a number among the transactions: until it writes
    something it keeps no other from reading."""
    with transaction.atomic():
        if not try_to_hold_name(f"consumer {name}"):
            return 0  # another worker is at it
        cursor, _new = Cursor.objects.get_or_create(name=name)
        events = read_after(Position(cursor.xid, cursor.event_id), PORTIONS[name])
        if events:
            CONSUMERS[name](events)
            last = position_of(events[-1])
            Cursor.objects.filter(name=name).update(xid=last.xid, event_id=last.event_id)
    return len(events)


def run_consumers() -> int:
    """One round over every consumer; one that fails does not keep the others from theirs. Returns how many events
    were handled, or raises what the first that failed raised."""
    done, faults = 0, []
    for name in CONSUMERS:
        try:
            done += run_consumer(name)
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
    return done
