"""The secretariat brings an existing bank over: a list is sent, looked at, and entered."""

from collections import Counter

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enlacesur.core.access import access
from enlacesur.core.http import Request
from enlacesur.core.spreadsheet import Unreadable
from enlacesur.network.access import secretariat
from enlacesur.practices import bank_columns, importing
from enlacesur.practices.forms import BankFileForm
from enlacesur.practices.importing import Fate, Plan
from enlacesur.practices.models import BankFile, Shelf

MOST_KEPT = 20  # of the files sent before, that are listed
MOST_SHOWN = 200  # rows of a kind
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
        "kept": BankFile.objects.select_related("by").defer("rows")[:MOST_KEPT],
    }
    return render(request, "practices/bank_import.html", context, status=422 if form.errors else 200)


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
    """What a list would do to the shelf as it is now; after it was entered, what it did not."""
    kept = get_object_or_404(BankFile.objects.select_related("by"), pk=pk)
    if request.method == "POST":
        entered(request, importing.import_kept(kept, by=request.user))
        return redirect(kept)
    plans = importing.plans(kept.rows, Shelf(kept.shelf))
    counts = Counter(plan.fate for plan in plans)
    context = {
        "kept": kept,
        "shelf": Shelf(kept.shelf),
        "to_enter": counts[Fate.NEW] + counts[Fate.CHANGED],
        "counts": {fate.value: counts[fate] for fate in Fate},
        "rows": {fate.value: shown(plans, fate) for fate in Fate},
        "most": MOST_SHOWN,
    }
    return render(request, "practices/bank_file.html", context)


def shown(plans: list[Plan], fate: Fate) -> list[Plan]:
    return [plan for plan in plans if plan.fate == fate][:MOST_SHOWN]


def entered(request: Request, plans: list[Plan]) -> None:
    done = sum(plan.fate in (Fate.NEW, Fate.CHANGED) for plan in plans)
    left = sum(plan.fate == Fate.FAULTY for plan in plans)
    said = ngettext("%(n)s practice was entered.", "%(n)s practices were entered.", done) % {"n": done}
    messages.success(request, said)
    if left:
        rest = ngettext("%(n)s row was not: it is below.", "%(n)s rows were not: they are below.", left) % {"n": left}
        messages.warning(request, rest, extra_tags="lapacho")
