"""A row of a list of practices, checked against what the platform knows. What is wrong is a sentence per column."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any

import nh3
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enlacesur.core.spreadsheet import Row, Table, read
from enlacesur.core.text import folded
from enlacesur.network.models import Organisation, today
from enlacesur.practices import bank_names as names
from enlacesur.practices.bank_columns import BY_NAME, REQUIRED, names_of
from enlacesur.practices.bank_names import Directory, Part
from enlacesur.practices.forms import EARLIEST, Dated, SolutionForm, YearField
from enlacesur.practices.states import SubmissionState

MOST_ROWS = 10_000
HTML = re.compile(
    r"</?(?:p|br|div|span|b|strong|i|em|u|ul|ol|li|a|h\d|table|tr|td|img|script|style|iframe)\b[^>]*>", re.I
)
ENDS_A_LINE = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d|tr)>", re.I)
NOT_COMPUTED = re.compile(r"=|#¡?[A-Z/0]{3,9}[!?]?$")  # a formula, or what a spreadsheet shows when one fails
DAY = re.compile(r"(?:(\d{4})-\d\d?-\d\d?|\d\d?/\d\d?/(\d{4}))(?: [\d:]+)?$")
DAYS = ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y"]
ONE_LINE = ("title", "summary", "place", "contact_unit", "contact_name")
LISTS = ("figures", "requirements", "partners", "links")  # one thing a line on the card
YEARS = ("started", "ended", "edition")
# Checked as the card's own form checks them. An entry of former years may lack most of them.
NEEDED = ("title", "summary")
AS_ON_THE_CARD = (
    *ONE_LINE, *LISTS, "problem", "done", "results", "lessons", "evidence", "innovation", "replicability", "started",
    "ended", "population_reached", "agreement_date", "contact_email",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row. Without a column it is the row as a whole."""

    row: int
    column: str
    sentence: str

    @property
    def label(self) -> str:
        return str(BY_NAME[self.column].label) if self.column else ""


@dataclass(frozen=True)
class Entry:
    """A row that can be brought in. `content`: of the card, for the columns that the file has. What is None the file
    does not say."""

    row: int
    organisation: Organisation
    edition: str
    content: Mapping[str, Any]
    reference: str = ""
    accepted_on: date | None = None
    number: int | None = None
    state: SubmissionState | None = None
    parts: tuple[Part, ...] | None = None

    @property
    def title(self) -> str:
        return str(self.content["title"])

    @property
    def key(self) -> str:
        """Of which practice a row is: by its reference, else by institution and title."""
        return self.reference or f"{self.organisation.pk} {folded(self.title)}"


def table_of(raw: bytes) -> Table:
    """Its headings are read, its rows not yet. Raises Unreadable."""
    return read(raw, names_of(), REQUIRED, MOST_ROWS)


def rows_of(raw: bytes) -> list[Row]:
    """Raises Unreadable."""
    return list(table_of(raw).rows)


class EntryForm(Dated):
    institution = forms.CharField()
    edition = YearField()
    accepted_on = forms.DateField(required=False, input_formats=DAYS)
    reference = forms.CharField(required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in AS_ON_THE_CARD:
            field = self.fields[name] = deepcopy(SolutionForm.base_fields[name])
            field.required = name in NEEDED
        day = self.fields["agreement_date"]
        assert isinstance(day, forms.DateField)  # noqa: S101  for the type checker: the card's form declares it so
        day.input_formats = DAYS

    def clean_accepted_on(self) -> date | None:
        day: date | None = self.cleaned_data["accepted_on"]
        if day and not (day.year >= EARLIEST and day <= today()):
            raise ValidationError(_("Write the day on which it was accepted: one that has come already."))
        return day

    def clean_edition(self) -> int:
        year: int = self.cleaned_data["edition"]
        if year > today().year:
            raise ValidationError(_("The edition of %(year)s has not been yet.") % {"year": year})
        return year


@dataclass
class Reading:
    """A row as far as it is read, and what is wrong with it so far."""

    row: int
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, sentence: str) -> None:
        """The first thing that is wrong with a column is enough."""
        if all(known.column != column for known in self.faults):
            self.faults.append(Fault(self.row, column, sentence))

    def value(self, column: str, parse: Callable[..., Any], *more: Any) -> Any:
        """What a cell means; None when it is empty, and when it is wrong, which is noted."""
        if cell := self.cells.get(column, ""):
            try:
                return parse(cell, *more)
            except ValidationError as no:
                self.fault(column, " ".join(no.messages))
        return None


def check(row: int, cells: Mapping[str, str], directory: Directory) -> Entry | list[Fault]:
    reading = Reading(row, {name: tidy(name, cell) for name, cell in cells.items()})
    for name, cell in reading.cells.items():
        if NOT_COMPUTED.match(cell):
            reading.fault(name, _("It holds a formula, or the error of one. Write the value itself."))
    form = EntryForm(reading.cells)
    for column, errors in form.errors.items():
        reading.fault(column, " ".join(str(error) for error in errors))
    entry = entry_of(reading, form.cleaned_data, directory)
    return entry if entry and not reading.faults else reading.faults


def entry_of(reading: Reading, said: Mapping[str, Any], directory: Directory) -> Entry | None:
    edition = str(said.get("edition") or "")
    country = reading.value("country", names.country) or ""
    organisation = reading.value("institution", directory.find, country)
    terms = terms_of(reading, edition)
    number = reading.value("number", names.seal, edition)
    state = reading.value("state", names.among, names.STATES)
    if organisation is None:
        return None
    language = reading.value("language", names.among, names.LANGUAGES)
    parts = reading.value("institutions", names.parts, directory, language or organisation.language)
    if parts and organisation in [part.organisation for part in parts]:
        reading.fault("institutions", _("The practice is of this institution: it is not named again."))
    content = {name: said.get(name) for name in AS_ON_THE_CARD if name in reading.cells}
    return Entry(
        row=reading.row,
        organisation=organisation,
        edition=edition,
        content=content | terms | ({"language": language} if language else {}),
        reference=said.get("reference", ""),
        accepted_on=said.get("accepted_on"),
        number=number,
        state=state,
        parts=(parts or ()) if "institutions" in reading.cells else None,
    )


def terms_of(reading: Reading, edition: str) -> dict[str, Any]:
    found = {
        "axes": reading.value("axes", names.axes, edition),
        "themes": reading.value("themes", names.themes),
        "sdgs": reading.value("sdgs", names.sdgs),
    }
    found = {name: value or [] for name, value in found.items() if name in reading.cells}
    return found | ({"cost": reading.value("cost", names.cost) or ""} if "cost" in reading.cells else {})


def tidy(name: str, cell: str) -> str:
    """A cell as the card's own form would send it."""
    text = plain(cell)
    if name in YEARS and (day := DAY.match(text)):
        return day[1] or day[2]
    if name in LISTS:
        return text.replace(";", "\n")
    return " ".join(text.split()) if name in ONE_LINE else text


def plain(text: str) -> str:
    """HTML, as it comes out of other systems, to the text that it shows."""
    if not HTML.search(text):
        return text
    bare = nh3.clean(ENDS_A_LINE.sub("\n", text), tags=set())
    return re.sub(r"\n{3,}", "\n\n", unescape(bare)).strip()
