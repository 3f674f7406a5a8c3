"""The secretariat's side: what waits for evaluators or a decision; and what the authors read of theirs."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, signed_in
from enlacesur.core.http import Request, whole_number
from enlacesur.core.pagination import paginate
from enlacesur.core.spreadsheet import csv_file
from enlacesur.core.states import NotNow, move
from enlacesur.core.steps import refusals_told
from enlacesur.network.access import secretariat
from enlacesur.network.models import today
from enlacesur.notifications.actions import seen
from enlacesur.review import actions, outcome
from enlacesur.review.conflicts import conflicts_of
from enlacesur.review.forms import DecisionForm, DueForm
from enlacesur.review.models import Assessment, Evaluation, Evaluator
from enlacesur.review.proposals import proposals
from enlacesur.review.rubrics import names, rubric
from enlacesur.review.states import (
    ASSESSMENT_TRANSITIONS,
    UNFINISHED,
    AssessmentState,
    Decision,
    EvaluationState,
    Stage,
)

MOST_PROPOSED = 20
EXPORTED = (
    "id",
    "title",
    "rubric_name",
    "edition",
    "round",
    "countries",
    "themes",
    "stage",
    "decision",
    "submitted",
    "wanted",
    "mean",
    "next_due",
    "opened_at",
    "decided_at",
)


# The list


@access(secretariat)
def assessments(request: Request) -> HttpResponse:
    editions = editions_for(request.user)
    rows, chosen = filed(request, editions)
    counts = counted(rows)
    context = chosen | {
        "page": paginate(request, staged(rows, chosen["stage"])),
        "tabs": [(value, label, counts[value]) for value, label in Stage.choices],
        "shelves": [(name, rubric(name).label) for name in names()],
        "editions": editions,
    }
    return render(request, "review/assessments.html", context)


@access(secretariat)
def assessments_export(request: Request) -> HttpResponse:
    """The same rows, as a spreadsheet reads them."""
    rows, chosen = filed(request, editions_for(request.user))
    found = staged(rows, chosen["stage"]).defer("rubric")  # some kilobytes in each row, and no column of the file
    return csv_file("evaluaciones.csv", [EXPORTED, *([cell(getattr(row, name)) for name in EXPORTED] for row in found)])


def cell(value: Any) -> Any:
    if isinstance(value, Decimal):
        return round(value, 2)
    return " ".join(map(str, value)) if isinstance(value, list) else value


def filed(request: Request, editions: list[str]) -> tuple[Any, dict[str, str]]:
    """Of the shelf and the edition that the address names, and what it names."""
    chosen = {
        "shelf": one_of(request, "shelf", names()),
        "edition": one_of(request, "edition", editions),
        "stage": one_of(request, "stage", Stage.values),
    }
    rows = Assessment.objects.managed_by(request.user)
    rows = rows.filter(rubric_name=chosen["shelf"]) if chosen["shelf"] else rows
    return rows.filter(edition=chosen["edition"]) if chosen["edition"] else rows, chosen


def staged(rows: Any, stage: str) -> Any:
    found = rows.with_stage().waiting_first()
    return found.filter(stage=stage) if stage else found


def one_of(request: Request, name: str, known: list[str]) -> str:
    """What the address asks for, where it is something known."""
    asked = request.GET.get(name, "")
    return asked if asked in known else ""


def counted(rows: Any) -> Counter:
    """How many stand where. Only what is open has to be looked at; the rest is counted by its state."""
    found = Counter(rows.open().with_stage().order_by().values_list("stage", flat=True))
    states = Counter(rows.exclude(state=AssessmentState.OPEN).order_by().values_list("state", flat=True))
    return found + Counter({Stage.DECIDED: states["decided"], Stage.CLOSED: states["closed"]})


def editions_for(person: Any) -> list[str]:
    rows = Assessment.objects.managed_by(person).order_by("-edition")
    return list(rows.values_list("edition", flat=True).distinct())


# One of them


@access(signed_in)
def assessment(request: Request, pk: int) -> HttpResponse:
    """To the secretariat with all that belongs to it; to the authors what the phase allows; an evaluator goes on to
    their own sheet."""
    managed = Assessment.objects.managed_by(request.user, request.affiliations).with_stage().filter(pk=pk).first()
    seen(request.user, f"assessment:{pk}")
    if managed:
        return desk(request, managed)
    found = get_object_or_404(Assessment.objects.visible_to(request.user, request.affiliations), pk=pk)
    told = outcome.for_authors(found, request.user)
    mine = None if told else Evaluation.objects.of(request.user).filter(assessment=found).first()
    return redirect(mine) if mine else authors(request, found, told)


def authors(request: Request, found: Assessment, told: outcome.ForAuthors | None) -> HttpResponse:
    context = {"assessment": found, "told": told, "rounds": rounds_of(found)}
    return render(request, "review/for_authors.html", context)


def rounds_of(found: Assessment) -> Any:
    """All rounds, the last one first."""
    if found.round == 1 and found.is_open:
        return [found]
    return Assessment.objects.about(found.subject_kind, [found.subject_id]).order_by("-round")


def desk(
    request: Request, found: Any, decision_form: DecisionForm | None = None, *, preview: bool = False, status: int = 200
) -> HttpResponse:
    evaluations = list(found.evaluations.whole())
    opinions = outcome.opinions_in(evaluations, request.user, named=True)
    submitted = [row for row in evaluations if row.state == EvaluationState.SUBMITTED]
    near = conflicts_in(evaluations, found)
    form = decision_form or form_of(found, submitted)
    context = {
        "assessment": found,
        "parties": found.parties.all(),
        "evaluations": [(row, near.get(row.evaluator_id, [])) for row in evaluations],
        "opinions": opinions,
        "table": outcome.table(opinions),
        "decision_form": form if found.is_open or form.errors else None,
        "rounds": rounds_of(found),
        "told": told_in(found, submitted, form, preview),
        "preview": preview,
    }
    return render(request, "review/assessment.html", context, status=status)


def form_of(found: Any, evaluations: Iterable[Evaluation], data: Any = None) -> DecisionForm:
    initial = None if outcome.is_ready_as(found) else {"decision": Decision.RETURNED}
    return DecisionForm(data, assessment=found, evaluations=evaluations, initial=initial)


def conflicts_in(evaluations: list[Evaluation], found: Assessment) -> dict[int, list[str]]:
    """Of those who are at it: who has come too near since they were asked."""
    at_it = [row.evaluator for row in evaluations if row.state in UNFINISHED]
    return conflicts_of(at_it, found) if at_it else {}


def told_in(found: Assessment, submitted: list[Evaluation], form: DecisionForm, preview: bool) -> Any:
    """What the authors read, or would read of what stands in the form."""
    if preview:
        said = form.cleaned_data
        return outcome.told(found, submitted, said["decision"], said["reasons"])
    return outcome.told(found, submitted, found.decision, found.reasons) if found.decision else None


@access(secretariat)
def assessment_proposals(request: Request, pk: int) -> HttpResponse:
    """Whom to ask, each with what speaks for and against."""
    managed = Assessment.objects.managed_by(request.user, request.affiliations)
    found = get_object_or_404(managed.with_stage(), pk=pk)
    rows = proposals(found)
    shown = rows if "all" in request.GET else rows[:MOST_PROPOSED]
    due = today() + timedelta(days=found.rubric_used.days)
    context = {
        "assessment": found,
        "proposals": shown,
        "nobody": not any(row.assignable for row in rows),
        "more": len(rows) - len(shown),
        "due_form": DueForm(initial={"due": due}),
    }
    return render(request, "review/proposals.html", context)


# Steps


@access(secretariat)
@require_POST
def assessment_step(request: Request, pk: int) -> HttpResponse:
    """What one button says; what may be done now is decided by the actions."""
    found = get_object_or_404(Assessment.objects.managed_by(request.user).with_stage(), pk=pk)
    step = request.POST.get("step")
    if step in ("preview", "decide"):
        return decide(request, found, step)
    with refusals_told(request):
        messages.success(request, carry_out(request, found, step))
    return redirect("assessment_proposals", pk) if step == "assign" else redirect(found)


def decide(request: Request, found: Any, step: str) -> HttpResponse:
    form = form_of(found, found.evaluations.submitted(), request.POST)
    try:
        # Who comes too late reads so before anything else.
        move(ASSESSMENT_TRANSITIONS, AssessmentState(found.state), AssessmentState.DECIDED)
        if not form.is_valid():
            return desk(request, found, form, status=422)
        if step == "preview":
            return desk(request, found, form, preview=True)
        actions.decide(found, by=request.user, **form.cleaned_data)
    except NotNow as no:  # what was written stays on the page
        form.add_error(None, str(no.reason))
        return desk(request, found, form, status=422)
    messages.success(request, _("Decided. Its authors were told."))
    return redirect(found)


def carry_out(request: Request, found: Assessment, step: str | None) -> str:
    """Returns the sentence to show. Raises NotNow, PermissionDenied."""
    match step:
        case "assign":
            return assign(request, found)
        case "remind":
            actions.remind(evaluation_in(request, found), by=request.user)
            return _("Reminded.")
        case "hand_over":
            actions.hand_over(evaluation_in(request, found), request.POST.get("reason", ""), by=request.user)
            return _("Handed over. Now ask somebody else.")
    raise Http404


def assign(request: Request, found: Assessment) -> str:
    who = get_object_or_404(Evaluator, pk=whole_number(request.POST.get("evaluator")))
    form = DueForm(request.POST)
    if not form.is_valid():
        raise NotNow(" ".join(str(error) for errors in form.errors.values() for error in errors))
    asked = actions.assign(found, who, by=request.user, due=form.cleaned_data["due"])
    return _("%(person)s was asked, and told.") % {"person": asked.evaluator}


def evaluation_in(request: Request, found: Assessment) -> Evaluation:
    return get_object_or_404(found.evaluations.whole(), pk=whole_number(request.POST.get("evaluation")))
