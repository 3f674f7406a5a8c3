"""From due notices to letters: who gets one now, what is in it in full, what by its title, and what waits."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, F
from django.utils import timezone

from enlacesur.accounts.models import Person
from enlacesur.core.compiled import these
from enlacesur.core.locks import Lock, try_to_hold
from enlacesur.journal.models import Event
from enlacesur.notifications.models import Letter, LetterKind, Notification, Preferences, Reason
from enlacesur.notifications.models.letters import domain_of
from enlacesur.notifications.models.preferences import BUDGET, next_digest
from enlacesur.notifications.news import MANY_ALIKE, SHOWN_OF_THEM, Source, source_of

PEOPLE = 1000  # who are looked at in one transaction
WEEK = timedelta(days=7)
MOST_NAMED = 20  # in one digest by their titles alone; what is beyond is counted


class Due(NamedTuple):
    """A notice whose turn it is: of thousands at a time, only what decides about it."""

    pk: int
    person_id: int
    mandatory: bool
    by_digest: bool
    reason: str
    interest_id: int | None
    thing: str
    event_id: int

    @property
    def stopped_by(self) -> str:
        """What one click in a mail of this notice alone stops: its interest, or news of the thing; all mails of
        interests where neither would hold it back."""
        if self.reason == Reason.INTEREST:
            return f"interest {self.interest_id}"
        return "" if self.reason == Reason.ANNOUNCEMENT else f"thing {self.thing}"


@dataclass
class Plan:
    """What becomes of one person's due notices."""

    kind: LetterKind
    full: list[Due] = field(default_factory=list)
    named: list[Due] = field(default_factory=list)
    left: list[Due] = field(default_factory=list)  # to the inbox alone
    later: list[Due] = field(default_factory=list)  # wait for the digest

    def letter(self, person: Person) -> Letter:
        told = [*self.full, *self.named]
        return Letter(
            person=person,
            kind=self.kind,
            to=person.email,
            domain=domain_of(person.email),
            pressing=any(notice.mandatory for notice in told),
            stops=told[0].stopped_by if len(told) == 1 else "",
            notices_in=len(told),
            notices_left=len(self.left),
        )


def plan(due: Sequence[Due], budget: int, told: int, sources: Mapping[int, Source]) -> Plan:
    """`due`: ranked, all of one person. `told`: how many notices of interests they were mailed in the last seven days.
    `sources`: of the events that a digest may name.

    What is theirs to answer goes always. Of the rest as many as the week's attention has room for; a digest names what
    is left, and between digests it waits for the next one.
    """
    digest = any(notice.by_digest for notice in due)
    made = Plan(LetterKind.DIGEST if digest else LetterKind.AT_ONCE)
    room, beyond = max(0, budget - told), []
    for notice in due:
        if notice.mandatory:
            made.full.append(notice)
        elif room > 0:
            made.full.append(notice)
            room -= 1
        else:
            beyond.append(notice)
    if digest:
        made.named, made.left = calmed(beyond, sources)
    else:
        made.later = beyond
    return made


def calmed(beyond: Sequence[Due], sources: Mapping[int, Source]) -> tuple[list[Due], list[Due]]:
    """What a digest names, and what it counts: of a burst from one institution it names the first, as the inbox shows
    them, so that there is room for the others."""
    named: list[Due] = []
    left: list[Due] = []
    several, met = Counter(sources.get(notice.event_id) for notice in beyond), Counter[Source | None]()
    for notice in beyond:
        source = sources.get(notice.event_id)
        met[source] += 1
        folded = source is not None and several[source] >= MANY_ALIKE and met[source] > SHOWN_OF_THEM
        (left if folded or len(named) == MOST_NAMED else named).append(notice)
    return named, left


def compose() -> int:
    """Write the letters of some of the people whose notices are due. Returns of how many people there were any that
    nobody else is changing at this moment."""
    with transaction.atomic():
        if not try_to_hold(Lock.COMPOSING_LETTERS):
            return 0  # another process is at it
        now = timezone.now()
        people = whose_turn(now)
        return write_letters(people, now) if people else 0


def whose_turn(now: datetime) -> list[int]:
    """Those first who have something to answer."""
    due = Notification.objects.filter(due_at__lte=now).order_by("due_at", "person").values_list("person", flat=True)
    people = due.filter(mandatory=True)[:PEOPLE] or due[: 10 * PEOPLE]
    return list(dict.fromkeys(people))[:PEOPLE]


def write_letters(people: Sequence[int], now: datetime) -> int:
    reached = {person.pk: person for person in reachable(people)}
    budgets = dict(Preferences.objects.filter(person__in=these(reached)).values_list("person", "budget"))
    told, due = mailed_since(now - WEEK, reached), due_of(people, now)
    sources = sources_of(due.values())
    plans = {
        person: plan(notices, budgets.get(person, BUDGET), told[person], sources)
        for person, notices in due.items()
        if person in reached
    }
    untold = (plans[person].left if person in plans else notices for person, notices in due.items())
    settled(list(chain.from_iterable(untold)))
    postpone([notice.pk for made in plans.values() for notice in made.later])
    letters = Letter.objects.bulk_create(
        made.letter(reached[person]) for person, made in plans.items() if made.full or made.named
    )
    put_in(letters, plans)
    return len(due)


def reachable(people: Sequence[int]) -> list[Person]:
    """Those with a confirmed address that takes mail."""
    rows = Person.objects.filter(pk__in=these(people), is_active=True, emailaddress__verified=True)
    rows = rows.filter(emailaddress__email__iexact=F("email")).exclude(preferences__dead_address__iexact=F("email"))
    return list(rows.only("pk", "email"))


def due_of(people: Sequence[int], now: datetime) -> dict[int, list[Due]]:
    """Until the end of the transaction they stay as they are: what becomes of them meanwhile has a turn of its own. So
    has what somebody else is changing: nobody waits here who may be waited for."""
    rows = (
        Notification.objects.filter(person__in=these(people), due_at__lte=now)
        .ranked()
        .select_for_update(skip_locked=True)
    )
    found: defaultdict[int, list[Due]] = defaultdict(list)
    for notice in map(Due._make, rows.values_list(*Due._fields)):
        found[notice.person_id].append(notice)
    return found


def sources_of(due: Iterable[Sequence[Due]]) -> dict[int, Source]:
    """Of what a digest may name by its title: many are told of the same."""
    digests = [notices for notices in due if any(notice.by_digest for notice in notices)]
    events = {notice.event_id for notice in chain.from_iterable(digests) if not notice.mandatory}
    rows = Event.objects.filter(pk__in=these(events)).order_by().only("verb", "organisation_name", "data")
    return {event.pk: source for event in rows if (source := source_of(event))} if events else {}


def settled(notices: Sequence[Due]) -> None:
    """No mail takes them along."""
    if notices:
        Notification.objects.filter(pk__in=these(notice.pk for notice in notices)).update(due_at=None)


def mailed_since(since: datetime, people: Iterable[int]) -> Counter[int]:
    rows = Notification.objects.filter(person__in=these(people), mandatory=False, in_full=True)
    rows = rows.filter(letter__created_at__gte=since)
    return Counter(dict(rows.order_by().values_list("person").annotate(Count("pk"))))


POSTPONE = """
UPDATE notifications_notification AS notice SET by_digest = true, due_at = (
  SELECT {next_digest} FROM accounts_person AS person
  LEFT JOIN notifications_preferences AS preferences ON preferences.person_id = person.id
  WHERE person.id = notice.person_id)
WHERE notice.id = ANY (%s)
"""


def postpone(notices: Sequence[int]) -> None:
    """To the next digest of their people, who may have none."""
    if notices:
        with connection.cursor() as cursor:
            cursor.execute(POSTPONE.format(next_digest=next_digest("preferences")), [list(notices)])


PUT_IN = """
UPDATE notifications_notification AS notice SET letter_id = put.letter, in_full = put.in_full, due_at = NULL
FROM unnest(%s::bigint[], %s::bigint[], %s::boolean[]) AS put (notice, letter, in_full) WHERE notice.id = put.notice
"""


def put_in(letters: Sequence[Letter], plans: dict[int, Plan]) -> None:
    rows = [
        (notice.pk, letter.pk, in_full)
        for letter in letters
        for in_full, notices in ((True, plans[letter.owner.pk].full), (False, plans[letter.owner.pk].named))
        for notice in notices
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(PUT_IN, [list(column) for column in zip(*rows, strict=True)])
