"""An existing bank brought over from the secretariat's list: what each row would do, and the one that does it.

Each row is checked and written by itself: one that is wrong keeps no other from coming in. The same list a second time
changes nothing. What an institution has made of its card since is not overwritten. Of a list that was sent by the page
the worker does it, see `bank_work`.
"""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.locks import Lock, hold
from enlacesur.core.spreadsheet import Row
from enlacesur.core.states import move
from enlacesur.core.text import folded
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.practices.actions import forget_answers, keep_version, locked
from enlacesur.practices.bank_columns import BY_NAME
from enlacesur.practices.bank_file import Entry, Fault, check, table_of
from enlacesur.practices.bank_names import Directory
from enlacesur.practices.models import LIVE, ON_SHELF, PERSONAL, BankFile, Partnership, Practice, Shelf, Submission
from enlacesur.practices.permissions import can_import
from enlacesur.practices.shelving import next_number, sha256_of
from enlacesur.practices.states import (
    LIST_TRANSITIONS,
    PRACTICE_TRANSITIONS,
    ListState,
    PartState,
    PracticeState,
    SubmissionState,
)

logger = logging.getLogger(__name__)

KEPT_LISTS = timedelta(days=30)
CITED = ("edition", "number", "state")  # of what stands on a shelf: a citation has to stay true


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    FAULTY = "faulty"


@dataclass
class Plan:
    """What becomes of a row. `said`: what it says, by column; `changes`: in which columns it differs."""

    row: int
    fate: Fate = Fate.FAULTY
    title: str = ""
    faults: list[Fault] = field(default_factory=list)
    entry: Entry | None = None
    submission: Submission | None = None
    practice: Practice | None = None
    said: dict[str, Any] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        return [str(BY_NAME[name].label) for name in self.changes]

    def refuse(self, column: str, sentence: str) -> None:
        self.fate = Fate.FAULTY
        self.faults.append(Fault(self.row, column, sentence))


# What a list would do


def plans(rows: Iterable[Row], shelf: Shelf, before: Mapping[str, int] | None = None) -> list[Plan]:
    """One for each row, in their order. Reads alone; the number of queries does not depend on the rows. `before`: of a
    part of a list, in which row the whole names each practice first."""
    directory = Directory()
    checked = [(number, cells, check(number, cells, directory)) for number, cells in rows]
    present = Present(shelf, [entry for _n, _cells, entry in checked if isinstance(entry, Entry)], before or {})
    return [
        plan_of(entry, present)
        if isinstance(entry, Entry)
        else Plan(number, faults=entry, title=cells.get("title", "")[:120])
        for number, cells, entry in checked
    ]


class Present:
    """What of the practices of a list stands on the shelf, or is being evaluated for it; the seals that it names, and
    the other cards of its institutions."""

    def __init__(self, shelf: Shelf, entries: list[Entry], before: Mapping[str, int]) -> None:
        self.shelf = shelf
        institutions = {entry.organisation.pk for entry in entries}
        named = {entry.reference for entry in entries if entry.reference}
        all_rows = Submission.objects.filter(shelf=shelf.value, state__in=[*LIVE, *ON_SHELF])
        seals = Q(edition__in={e.edition for e in entries}, number__in={e.number for e in entries if e.number})
        rows = all_rows.filter(Q(reference__in=named) | Q(practice__organisation__in=institutions) | seals)
        submissions = list(rows.select_related("practice__organisation"))
        self.by_reference = {one.reference: one for one in submissions if one.reference}
        self.by_title = {key_of(one.practice): one for one in submissions}
        self.holders = {(one.edition, one.number): one.practice.title for one in submissions if one.number}
        others = Practice.objects.published().filter(organisation__in=institutions)
        others = others.exclude(pk__in=[one.practice_id for one in submissions]).select_related("organisation")
        self.cards = {key_of(card): card for card in others}
        self.rows = dict(before)

    def find(self, entry: Entry) -> Submission | None:
        """By its reference; by institution and title what has none, or when the row has none."""
        if found := self.by_reference.get(entry.reference):
            return found
        alike = self.by_title.get((entry.organisation.pk, folded(entry.title)))
        return alike if alike and not (entry.reference and alike.reference) else None

    def row_before(self, entry: Entry) -> int | None:
        """The row that said the same practice, when one did."""
        first = self.rows.setdefault(entry.key, entry.row)
        return first if first < entry.row else None


def key_of(practice: Practice) -> tuple[int, str]:
    return practice.organisation_id, folded(practice.title)


def plan_of(entry: Entry, present: Present) -> Plan:
    plan = Plan(entry.row, Fate.NEW, entry.title, entry=entry, said=said_by(entry))
    if before := present.row_before(entry):
        plan.refuse("", _("Row %(n)s is of the same practice already.") % {"n": before})
        return plan
    plan.submission = present.find(entry)
    if plan.submission:
        compare(plan, entry, plan.submission)
        return plan
    if card := present.cards.get((entry.organisation.pk, folded(entry.title))):
        plan.fate, plan.practice = Fate.CHANGED, card  # it gets its place on the shelf, and stays as it is
    claim_number(plan, entry, present)
    return plan


def said_by(entry: Entry) -> dict[str, Any]:
    """As JSON keeps it. What the file does not say is not among it."""
    # Of a person it is kept that the list named them, not how: whether it names another is all that is asked.
    content = {name: hidden(value) if name in PERSONAL else value for name, value in entry.content.items()}
    said: dict[str, Any] = {**content, "edition": entry.edition, "number": entry.number, "state": entry.state}
    said["accepted_on"] = entry.accepted_on
    if entry.parts is not None:
        said["institutions"] = [[part.organisation.slug, part.words] for part in entry.parts]
    kept: dict[str, Any] = json.loads(json.dumps(said, cls=DjangoJSONEncoder))
    return {name: value for name, value in kept.items() if name not in (*CITED, "accepted_on") or value}


def hidden(value: Any) -> Any:
    return sha256(str(value).encode()).hexdigest() if value else value


def compare(plan: Plan, entry: Entry, submission: Submission) -> None:
    """Against what the list said of it last. What was decided here, or written by the institution, is not undone."""
    practice = plan.practice = submission.practice
    known = (submission.record or {}) | {name: getattr(submission, name) for name in CITED}
    plan.changes = [name for name, value in plan.said.items() if known.get(name) != value]
    plan.fate = Fate.CHANGED if plan.changes else Fate.SAME
    if submission.is_live:
        plan.refuse("", _("This practice is being evaluated for the shelf now."))
    elif submission.record is None:
        plan.refuse("", _("It was accepted on this platform, as %(seal)s.") % {"seal": submission.seal})
    elif practice.organisation_id != entry.organisation.pk:
        words = {"reference": entry.reference, "organisation": practice.organisation}
        plan.refuse("institution", _("“%(reference)s” is a practice of %(organisation)s.") % words)
    elif plan.fate == Fate.SAME:
        return
    elif practice.state != PracticeState.PUBLISHED:
        plan.refuse("", _("Its institution has withdrawn the card."))
    elif practice.version != submission.version:
        plan.refuse("", _("Its institution has edited the card since: it is changed there."))
    dated = ("accepted_on",) if known.get("accepted_on") else ()
    for name in (*CITED, *dated):
        if name in plan.changes and not plan.faults:
            plan.refuse(name, _("It is cited as %(seal)s: this does not change any more.") % {"seal": submission.seal})


def claim_number(plan: Plan, entry: Entry, present: Present) -> None:
    if entry.number is None:
        return
    if holder := present.holders.get((entry.edition, entry.number)):
        words = {"n": f"{entry.edition}-{entry.number:03}", "title": holder}
        plan.refuse("number", _("The seal %(n)s is that of “%(title)s” already.") % words)
        return
    present.holders[entry.edition, entry.number] = entry.title


# Bringing it in


def keep(raw: bytes, name: str, shelf: Shelf, *, by: Person) -> BankFile:
    """Raises Unreadable."""
    require(can_import(by))
    unknown, language = table_of(raw).unknown, get_language() or "es"
    return BankFile.objects.create(
        shelf=shelf.value, name=name[-200:], raw=raw, unknown=unknown, language=language, by=by
    )


def enter(kept: BankFile, *, by: Person) -> BankFile:
    """Have the worker enter what was looked at."""
    with transaction.atomic():
        require(can_import(by))
        kept = BankFile.objects.select_for_update().get(pk=kept.pk)
        kept.state = move(LIST_TRANSITIONS, ListState(kept.state), ListState.ENTERING)
        kept.fault, kept.by, kept.moved_at = "", by, timezone.now()
        kept.save(update_fields=["state", "fault", "by", "moved_at"])
    return kept


def bring_in(
    rows: Iterable[Row], shelf: Shelf, before: Mapping[str, int] | None = None, *, by: Person | None
) -> list[Plan]:
    """Write what the rows say. Two lists at once come in one after the other, so that nothing comes in twice. Rows
    without a number get theirs last, when those that the list gives are taken."""
    with transaction.atomic():
        hold(Lock.NUMBERING_SEALS)
        done = plans(rows, shelf, before)
        for plan in sorted(done, key=lambda plan: "number" not in plan.said):
            if plan.entry and plan.fate in (Fate.NEW, Fate.CHANGED):
                write(plan, plan.entry, shelf, by)
    return done


def write(plan: Plan, entry: Entry, shelf: Shelf, by: Person | None) -> None:
    """All of a row or nothing of it."""
    known = plan.practice
    try:
        with transaction.atomic():
            write_row(plan, entry, shelf, by)
    except DatabaseError:
        logger.exception("Row %s could not be written", plan.row)
        plan.practice = known
        plan.refuse("", _("The row could not be written. The others were."))


def write_row(plan: Plan, entry: Entry, shelf: Shelf, by: Person | None) -> None:
    first = plan.submission is None
    if plan.practice is None:
        plan.practice = publish(entry, by)
    elif not first:
        edit(plan.practice, entry, plan.changes, by)
    practice = plan.practice
    submission = plan.submission or place(practice, entry, shelf, by)
    submission.version = practice.version
    if entry.accepted_on:
        date_of(practice, submission, entry.accepted_on)
    submission.record = (submission.record or {}) | plan.said
    submission.reference = entry.reference or submission.reference
    submission.save()
    if entry.parts is not None and (first or "institutions" in plan.changes):
        write_parts(practice, entry, by)
    tell("recorded" if first else "edited", practice, by)


def date_of(practice: Practice, submission: Submission, day: date) -> None:
    """A card that came in by the list is cited and sorted by the day on which it was accepted, where that is known. One
    that was here before keeps its own."""
    submission.decided_at = noon_of(day)
    if practice.came_by_list:
        practice.published_at = submission.decided_at
        Practice.objects.filter(pk=practice.pk).update(published_at=submission.decided_at)


def noon_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_current_timezone())


def publish(entry: Entry, by: Person | None) -> Practice:
    """A card of its edition, not of today: it is cited and sorted by when it was accepted."""
    content = {"language": entry.organisation.language} | present_in(entry)
    practice = Practice(organisation=entry.organisation, **content)
    practice.state = move(PRACTICE_TRANSITIONS, PracticeState.DRAFT, PracticeState.PUBLISHED)
    practice.published_at = min(noon_of(date(int(entry.edition), 12, 31)), timezone.now())
    practice.came_by_list = True
    practice.review_on = timezone.localdate()  # its contact is asked at once: nobody knows who answers by now
    keep_version(practice, by)
    return practice


def present_in(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in entry.content.items() if value is not None}


def edit(practice: Practice, entry: Entry, changes: list[str], by: Person | None) -> None:
    """A new version, when the card itself changes. Whoever answers now has not confirmed it."""
    changed = {name: entry.content[name] for name in changes if name in entry.content}
    if not changed:
        return
    fresh = locked(practice)
    for name, value in changed.items():
        setattr(fresh, name, value)
    if "contact_email" in changed:
        forget_answers(fresh)
    keep_version(fresh, by)
    practice.version = fresh.version


def place(practice: Practice, entry: Entry, shelf: Shelf, by: Person | None) -> Submission:
    """On the shelf as it was decided before: no rules of ours were answered, nobody of ours evaluated it."""
    submission = Submission(practice=practice, shelf=shelf.value, edition=entry.edition, submitted_by=by)
    submission.state = entry.state or SubmissionState.ACCEPTED
    submission.number = entry.number or next_number(submission)
    return submission


def write_parts(practice: Practice, entry: Entry, by: Person | None) -> None:
    """Confirmed as the list says, which is not the partner's own word; who is asked or has answered is left alone."""
    practice.partnerships.filter(recorded=True).delete()
    asked = set(practice.partnerships.values_list("organisation", flat=True))
    for part in entry.parts or ():
        if part.organisation.pk not in asked:
            partnership = Partnership(practice=practice, organisation=part.organisation, part=part.words, recorded=True)
            partnership.state, partnership.confirmed_sha256 = PartState.CONFIRMED, sha256_of(partnership)
            partnership.asked_by, partnership.decided_by, partnership.decided_at = by, by, timezone.now()
            partnership.save()


def tell(what: str, practice: Practice, by: Person | None) -> None:
    """Its institution, which may set right what the list says: once, however many of its practices the list has. The
    index looks at the card."""
    institution = practice.organisation_id
    told = {"thing": f"recorded:{institution}"} if what == "recorded" else {}
    record(
        f"solution.{what}",
        Target("solution", practice.pk, practice.title, practice.get_absolute_url(), practice.language),
        actor=by,
        organisation=practice.organisation,
        audience=Audience.ORGANISATIONS if what == "recorded" else Audience.NOBODY,
        audience_ids=[institution] if what == "recorded" else (),
        data={"also": [["organisation", institution]]} | told,
    )


def forget_old_lists() -> None:
    """What was imported is in the cards; the rest was looked at and left."""
    BankFile.objects.filter(at__lt=timezone.now() - KEPT_LISTS).delete()
