"""The worker's part in bringing a bank over: a list is read, checked and entered, a portion at a time.

A portion and what became of its rows are written together: of a worker that dies, what was committed is there and said
to be, and the next one goes on with the row after it. Nothing enters twice.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from enlacesur.core.spreadsheet import Row, Unreadable
from enlacesur.core.states import move
from enlacesur.practices.bank_file import rows_of
from enlacesur.practices.importing import Fate, Plan, bring_in, plans
from enlacesur.practices.models import AT_WORK, BankFile, BankRow, Shelf
from enlacesur.practices.states import LIST_TRANSITIONS, ListState

logger = logging.getLogger(__name__)

READ_AT_ONCE = 500
CHECKED_AT_ONCE = 200
ENTERED_AT_ONCE = 50  # while they are, nobody else gives a seal
PATIENCE = timedelta(hours=1)  # with a database that fails: what passes, a full disk or a lock, is waited for
OUTCOME = ("key", "fate", "title", "faults", "changes", "organisation", "practice", "entered")


def work_off() -> int:
    """A portion of the list that waits longest, failing ones last. Returns whether there was one."""
    kept = waiting().first()
    if kept is None:
        return 0
    try:
        return take(kept)
    except (OperationalError, InterfaceError):
        put_behind(kept)
        raise
    except Exception:
        logger.exception("The list %s did not go on", kept.pk)
        stop(kept)
        return 1


def put_behind(kept: BankFile) -> None:
    """The same portion is tried again, after the other lists. While the database is away nothing can be written down;
    where it answers, it is this list on which it fails: in the end it stops."""
    now = timezone.now()
    since = kept.failing_since or now
    BankFile.objects.filter(pk=kept.pk).update(failing_since=since, failed_at=now)
    if now - since >= PATIENCE:
        stop(kept)


def waiting() -> QuerySet[BankFile]:
    failing = F("failed_at").asc(nulls_first=True)
    return BankFile.objects.filter(state__in=AT_WORK).order_by(failing, "at", "pk")


def take(kept: BankFile) -> int:
    with transaction.atomic():
        mine = waiting().filter(pk=kept.pk).select_for_update(skip_locked=True).first()
        if mine is None:
            return 0  # another worker has it in hand
        with translation.override(mine.language):
            step(mine)
        mine.moved_at, mine.failing_since, mine.failed_at = timezone.now(), None, None
        mine.save()
    return 1


def step(kept: BankFile) -> None:
    if kept.raw is not None:
        read_rows(kept)
    elif kept.state == ListState.SENT:
        check_portion(kept)
    else:
        enter_portion(kept)


def read_rows(kept: BankFile) -> None:
    try:
        rows = rows_of(bytes(kept.raw or b""))
    except Unreadable as fault:
        move_list(kept, ListState.REFUSED)
        kept.fault, rows = str(fault), []
    kept.raw = None
    found = (BankRow(file=kept, number=number, cells=cells) for number, cells in rows)
    BankRow.objects.bulk_create(found, batch_size=READ_AT_ONCE)


def check_portion(kept: BankFile) -> None:
    rows = list(kept.rows.filter(fate="")[:CHECKED_AT_ONCE])
    if not rows:
        move_list(kept, ListState.CHECKED)
        return
    keep_outcome(rows, plans(as_rows(rows), Shelf(kept.shelf), first_rows(kept)))


def enter_portion(kept: BankFile) -> None:
    """Those first to which the list gives a number, so that no other takes it."""
    last = Case(When(cells__number__gt="", then=0), default=1)
    rows = list(kept.rows.filter(entered=False, fate__in=ENTERED).order_by(last, "number")[:ENTERED_AT_ONCE])
    if not rows:
        move_list(kept, ListState.ENTERED)
        kept.imported_at = timezone.now()
        return
    keep_outcome(rows, bring_in(as_rows(rows), Shelf(kept.shelf), first_rows(kept), by=kept.by), entered=True)


ENTERED = (Fate.NEW, Fate.CHANGED)


def as_rows(rows: Iterable[BankRow]) -> list[Row]:
    return [(row.number, row.cells) for row in rows]


def first_rows(kept: BankFile) -> dict[str, int]:
    named = kept.rows.exclude(key="").order_by().values("key").annotate(first=Min("number"))
    return {row["key"]: row["first"] for row in named}


def keep_outcome(rows: list[BankRow], done: list[Plan], *, entered: bool = False) -> None:
    for row, plan in zip(rows, done, strict=True):
        row.key = plan.entry.key if plan.entry else ""
        row.fate, row.title, row.changes = plan.fate.value, plan.title[:120], plan.changes
        row.faults = [[fault.column, fault.sentence] for fault in plan.faults]
        row.organisation = plan.entry.organisation if plan.entry else None
        row.practice, row.entered = plan.practice, entered and plan.fate in ENTERED
    BankRow.objects.bulk_update(rows, OUTCOME)


def move_list(kept: BankFile, to: ListState) -> None:
    kept.state = move(LIST_TRANSITIONS, ListState(kept.state), to)


def stop(kept: BankFile) -> None:
    """By a fault that is ours. What has come in stays, and is said."""
    to = ListState.REFUSED if kept.state == ListState.SENT else ListState.CHECKED
    with translation.override(kept.language):
        fault = _("Something went wrong on our side, and it was written down. What has come in until then stays.")
    rows = BankFile.objects.filter(pk=kept.pk, state=kept.state)
    rows.update(state=to, fault=fault, raw=None, failing_since=None, failed_at=None)


# How far it is


def counts(kept: BankFile) -> dict[str, int]:
    """Rows by what becomes of them, and how many of them are done."""
    rows = kept.rows.order_by().values("fate").annotate(n=Count("pk"), done=Count("pk", Q(entered=True)))
    said, entered = Counter[str](), 0
    for row in rows:
        said[row["fate"]], entered = row["n"], entered + row["done"]
    by_fate = {fate.value: said[fate.value] for fate in Fate}
    enterable = sum(said[fate.value] for fate in ENTERED)
    how_far = {"rows": said.total(), "checked": said.total() - said[""], "entered": entered}
    return by_fate | how_far | {"enterable": enterable, "to_enter": enterable - entered}
