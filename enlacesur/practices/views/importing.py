"""The secretariat brings an existing bank over: a list is sent, looked at, and entered."""

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRefresh

from enlacesur.core.access import access
from enlacesur.core.forms import status_of
from enlacesur.core.http import Request
from enlacesur.core.spreadsheet import Unreadable
from enlacesur.core.states import NotNow
from enlacesur.network.access import secretariat
from enlacesur.practices import bank_columns, importing
from enlacesur.practices.bank_work import counts
from enlacesur.practices.forms import BankFileForm
from enlacesur.practices.importing import Fate
from enlacesur.practices.models import BankFile, BankRow, Shelf

LONG = timedelta(minutes=1)  # after which one is told that nothing moves
MOST_KEPT = 20  # of the files sent before, that are listed
MOST_SHOWN = 200  # rows of a kind
HEADINGS = {  # in the order of the page
    Fate.CHANGED: gettext_lazy("Changed"),
    Fate.NEW: gettext_lazy("New"),
    Fate.SAME: gettext_lazy("On the shelf, as the list says"),
}
TEMPLATES = {
    "csv": (bank_columns.template_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        bank_columns.template_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


@access(secretariat)
def bank_import(request: Request) -> HttpResponse:
    """Send a list; what its columns are called; the lists sent before."""
    form = BankFileForm(request.POST or None, request.FILES or None, initial={"shelf": Shelf.BANK.value})
    if request.method == "POST" and form.is_valid():
        upload, shelf = form.cleaned_data["file"], Shelf(form.cleaned_data["shelf"])
        try:
            return redirect(importing.keep(upload.read(), upload.name, shelf, by=request.user))
        except Unreadable as fault:
            form.add_error("file", str(fault))
    context = {
        "form": form,
        "columns": bank_columns.COLUMNS,
        "kept": BankFile.objects.select_related("by").defer("raw")[:MOST_KEPT],
    }
    return render(request, "practices/bank_import.html", context, status=status_of(form))


@access(secretariat)
def bank_template(request: Request, kind: str) -> HttpResponse:
    if kind not in TEMPLATES:
        raise Http404
    write, content_type = TEMPLATES[kind]
    name = _("list-of-practices") + f".{kind}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(), content_type=content_type, headers=disposition)


@access(secretariat)
def bank_file(request: Request, pk: int) -> HttpResponse:
    """How far the worker is with a list, what it would do to the shelf, and what it did."""
    kept = get_object_or_404(BankFile.objects.select_related("by").defer("raw"), pk=pk)
    if request.method == "POST":
        return entering(request, kept)
    if request.htmx and not kept.is_at_work:
        return HttpResponseClientRefresh()
    counted = counts(kept)
    progress = {"kept": kept, "counts": counted, "stands_still": stands_still(kept)}
    if request.htmx:
        return render(request, "practices/parts/list_progress.html", progress)
    rows = {} if kept.is_at_work else shown(kept)
    context = progress | {
        "shelf": Shelf(kept.shelf),
        "unknown": [(heading, bank_columns.nearly_named(heading)) for heading in kept.unknown],
        "faulty": rows.get(Fate.FAULTY, []),
        "sections": [Section(fate, rows[fate], counted[fate]) for fate in HEADINGS if fate in rows],
        "most": MOST_SHOWN,
    }
    return render(request, "practices/bank_file.html", context)


def entering(request: Request, kept: BankFile) -> HttpResponse:
    with suppress(NotNow):  # pressed twice: the page tells how far it is
        importing.enter(kept, by=request.user)
    return redirect(kept)


@dataclass(frozen=True)
class Told:
    """A row, its columns by the names that the secretariat knows."""

    row: BankRow

    @property
    def changes(self) -> list[str]:
        return [label_of(name) for name in self.row.changes]

    @property
    def says(self) -> str:
        if self.row.fate == Fate.CHANGED:
            return ", ".join(self.changes) or _("The card is there already: it gets its place on the shelf.")
        return self.row.seal or self.row.cells.get("edition", "")

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Without a column it is the row as a whole."""
        return [(label_of(name), sentence) for name, sentence in self.row.faults]


@dataclass(frozen=True)
class Section:
    """The rows of which the same becomes, and how many there are in all."""

    fate: Fate
    rows: list[Told]
    count: int

    @property
    def heading(self) -> str:
        return str(HEADINGS[self.fate])

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.rows)


def label_of(column: str) -> str:
    return str(bank_columns.BY_NAME[column].label) if column else ""


def stands_still(kept: BankFile) -> bool:
    return kept.is_at_work and timezone.now() - kept.moved_at > LONG


def shown(kept: BankFile) -> dict[str, list[Told]]:
    """By what becomes of them; of each kind the first rows of the file."""
    place = Window(RowNumber(), partition_by="fate", order_by="number")
    rows = kept.rows.select_related("file", "organisation", "practice").prefetch_related("practice__submissions")
    found: dict[str, list[Told]] = defaultdict(list)
    for row in rows.annotate(place=place).filter(place__lte=MOST_SHOWN):
        found[row.fate].append(Told(row))
    return found
