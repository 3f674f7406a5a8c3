"""Several people, or several windows, that write in one form. A form remembers what it found, field by field: what was
written elsewhere since is kept, and where both wrote both texts stay beside one another until somebody chooses."""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

Values = Mapping[str, Sequence[str]]  # by field, as a form sends them
FIELD = "sheet"  # the hidden field that carries a Sheet
CHOICE = "beside-"  # before a field's name: which of the texts beside it is taken
HERE = "here"  # what stands in the field itself
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,20}")  # it is kept with what it wrote
MOST_ASIDE = 40
LONGEST_SHEET = 20_000


@dataclass(frozen=True)
class Sheet:
    """One opening of a form: a name by which its own writing is known again, and a print of what each field held."""

    token: str = ""
    found: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return json.dumps([self.token, self.found], separators=(",", ":"))


WITHOUT_SHEET = Sheet()
NO_CHOICES: Mapping[str, str] = {}
NO_EDITS: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Aside:
    """A text that waits beside a field. `by`: the person's id."""

    field: str
    values: list[str]
    sheet: str
    by: int
    at: str  # as JSON keeps it

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Joined:
    """What is kept of both; `theirs`: fields in which others wrote and this form did not; `clashes`: in which both did.
    `edits` is what a draft keeps of it: who wrote each field last, and the texts that wait beside."""

    values: dict[str, list[str]]
    theirs: list[str]
    clashes: list[str]
    edits: dict[str, Any]


def opened(values: Values, edits: Mapping[str, Any] = NO_EDITS) -> Sheet:
    beside = {CHOICE + one.field: print_beside(edits, one.field) for one in waiting(edits)}
    return Sheet(secrets.token_urlsafe(6), {name: print_of(value) for name, value in values.items()} | beside)


def read(raw: str) -> Sheet:
    """Of what a form sent. Without it, or when it is nonsense, nothing is known to have been found: the last word
    counts."""
    try:
        token, found = json.loads(raw[:LONGEST_SHEET])
        if TOKEN.fullmatch(token):
            return Sheet(token, {str(name): str(value) for name, value in found.items()})
    except (ValueError, TypeError, AttributeError, RecursionError):
        pass
    return WITHOUT_SHEET


def plain(values: Sequence[str]) -> list[str]:
    """Without what a browser adds: ends of lines, empty values, an order."""
    return sorted(text for value in values if (text := value.replace("\r\n", "\n").strip()))


def print_of(values: Sequence[str]) -> str:
    return sha256("\x00".join(plain(values)).encode()).hexdigest()[:10]


def print_beside(edits: Mapping[str, Any], name: str) -> str:
    """Of the texts that wait beside a field."""
    return print_of([text for one in waiting(edits) if one.field == name for text in (one.sheet, *one.values)])


def join(
    mine: Values, now: Values, sheet: Sheet, edits: Mapping[str, Any] | None = None, *, by: int = 0, at: str = ""
) -> Joined:
    """What this form sent, with what is kept now. Where both wrote, what is kept stays, and what was sent waits."""
    kept = edits or {}
    written = dict(kept.get("written", {}))
    aside = [one for one in kept.get("aside", []) if one["sheet"] != sheet.token]
    values: dict[str, list[str]] = {}
    theirs, clashes = [], []
    for name in dict.fromkeys((*now, *mine)):
        here, there = list(mine.get(name, [])), list(now.get(name, []))
        side = side_of(here, there, sheet.found.get(name), sheet.token == written.get(name, {}).get("sheet", ""))
        values[name] = here if side == "mine" else there
        stamp = {"sheet": sheet.token, "by": by, "at": at}
        if side == "mine" and plain(here) != plain(there):
            written[name] = stamp
        if side == "theirs":
            theirs.append(name)
        if side == "both":
            clashes.append(name)
            aside.append({"field": name, "values": here, **stamp})
    return Joined(values, theirs, clashes, {"written": written, "aside": aside[-MOST_ASIDE:]})


def side_of(here: list[str], there: list[str], found: str | None, own: bool) -> str:
    """`own`: this form itself wrote what is kept now."""
    if plain(here) == plain(there) or own or found is None or print_of(there) == found:
        return "mine"
    return "theirs" if print_of(here) == found else "both"


def waiting(edits: Mapping[str, Any]) -> list[Aside]:
    return [Aside(**one) for one in edits.get("aside", [])]


def texts_beside(edits: Mapping[str, Any]) -> dict[str, list[str]]:
    """All that waits, by field."""
    found: dict[str, list[str]] = {}
    for one in waiting(edits):
        found.setdefault(one.field, []).extend(one.values)
    return found


def last(edits: Mapping[str, Any], name: str) -> Aside | None:
    """Who wrote what a field holds, and when; None where that is not known."""
    stamp = edits.get("written", {}).get(name)
    return Aside(field=name, values=[], **stamp) if stamp else None


def chosen(sent: Any) -> dict[str, str]:
    """By field: the text that is taken, of those that stood beside it."""
    return {name.removeprefix(CHOICE): sent[name] for name in sent if name.startswith(CHOICE) and sent[name]}


def taken_over(data: Any, values: Values) -> Any:
    """What a form sent, with other values in some of its fields."""
    copy = data.copy()
    for name, value in values.items():
        copy.setlist(name, list(value))
    return copy


def settle(joined: Joined, choices: Mapping[str, str], sheet: Sheet = WITHOUT_SHEET, *, by: int, at: str) -> Joined:
    """With the texts that somebody chose; of their fields nothing waits any more. Where others wrote since the choice
    was shown, all goes on waiting."""
    settled = {name: choice for name, choice in choices.items() if is_as_shown(joined, sheet, name)}
    values, written = dict(joined.values), dict(joined.edits["written"])
    for one in waiting(joined.edits):
        if settled.get(one.field) == one.sheet:
            values[one.field] = one.values
            written[one.field] = {"sheet": "", "by": by, "at": at}
    aside = [one for one in joined.edits["aside"] if one["field"] not in settled]
    return Joined(values, joined.theirs, joined.clashes, {"written": written, "aside": aside})


def is_as_shown(joined: Joined, sheet: Sheet, name: str) -> bool:
    """Whether the same texts stand in a field and beside it as in the form that asked which to take."""
    beside = sheet.found.get(CHOICE + name)
    return name not in joined.theirs and beside in (None, print_beside(joined.edits, name))
