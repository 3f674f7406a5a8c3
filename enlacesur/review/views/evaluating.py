"""The evaluator's side: what is asked of them by when, the sheet and the rubric."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, signed_in
from enlacesur.core.edits import FIELD, NO_CHOICES, chosen, opened, read, waiting
from enlacesur.core.forms import beside_in, kept_in_words, values_of
from enlacesur.core.http import Request
from enlacesur.core.states import NotNow
from enlacesur.core.steps import Step, perform
from enlacesur.notifications.actions import seen
from enlacesur.review import actions, outcome
from enlacesur.review.conflicts import conflicts_of
from enlacesur.review.forms import EvaluationForm, ReasonForm
from enlacesur.review.models import Assessment, Evaluation, Evaluator
from enlacesur.review.states import UNFINISHED, EvaluationState
from enlacesur.review.subjects import KINDS


@access(signed_in)
def evaluations(request: Request) -> HttpResponse:
    """What is asked of me, and what I handed in."""
    rows = list(Evaluation.objects.of(request.user).whole())
    context = {
        "evaluator": Evaluator.objects.filter(person=request.user).first(),
        "unfinished": sorted((row for row in rows if row.state in UNFINISHED), key=lambda row: row.due),
        "done": [row for row in rows if row.state == EvaluationState.SUBMITTED],
    }
    return render(request, "review/evaluations.html", context)


@access(signed_in)
def evaluation(request: Request, pk: int) -> HttpResponse:
    """The rubric beside the sheet. Two buttons: keep the draft, and hand it in."""
    rows = list(Evaluation.objects.visible_to(request.user).filter(assessment__evaluations=pk).whole())
    found = next((row for row in rows if row.pk == pk and row.evaluator.person_id == request.user.pk), None)
    if found is None:
        return over_or_closed(request, pk)
    if request.method == "POST":
        return take_in(request, found, rows)
    seen(request.user, f"evaluation:{pk}")
    return page(request, found, EvaluationForm(evaluation=found), rows)


def take_in(request: Request, found: Evaluation, rows: list[Evaluation]) -> HttpResponse:
    """What was written is kept first; then it is handed in, where that was the button."""
    form = EvaluationForm(request.POST, evaluation=found)
    try:
        found = keep(request, found, form, chosen(request.POST))
        form = EvaluationForm(evaluation=found)
        if "submit" in request.POST:
            form = EvaluationForm(MultiValueDict(actions.answers_of(found).sent()), evaluation=found)
        if said := go_on(request, found, form):
            messages.success(request, said)
            return redirect(found)
    except NotNow as no:  # what was typed stays on the page
        form.add_error(None, str(no.reason))
    return page(request, found, form, rows, status=409 if waiting(found.edits) else 422)


def mine_or_404(request: Request, pk: int) -> Evaluation:
    return get_object_or_404(Evaluation.objects.of(request.user).whole(), pk=pk)


def over_or_closed(request: Request, pk: int) -> HttpResponse:
    """Of what was asked of them and is not theirs to read: what became of it; or, while it is theirs to give back and
    nothing else of it is, that they have come too near."""
    rows = Evaluation.objects.asked_of(request.user).exclude(state=EvaluationState.SUBMITTED)
    found = get_object_or_404(rows.whole(), pk=pk)
    return closed(request, found) if found.state in UNFINISHED else over(request, found)


def over(request: Request, found: Evaluation) -> HttpResponse:
    seen(request.user, f"evaluation:{found.pk}")
    status = 410 if request.method == "POST" else 200
    return render(request, "review/over.html", {"evaluation": found}, status=status)


def closed(request: Request, found: Evaluation) -> HttpResponse:
    """Why it is, and the way out of it."""
    seen(request.user, f"evaluation:{found.pk}")
    reasons = conflicts_of([found.evaluator], found.assessment).get(found.evaluator_id, [])
    context = {
        "evaluation": found,
        "reasons": reasons,
        "reason_form": ReasonForm(initial={"reason": " ".join(reasons)}),
    }
    return render(request, "review/too_near.html", context, status=403 if request.method == "POST" else 200)


def keep(
    request: Request, found: Evaluation, form: EvaluationForm, choices: Mapping[str, str] = NO_CHOICES
) -> Evaluation:
    sheet = read(request.POST.get(FIELD, ""))
    return actions.save_scores(found, form.answers(), by=request.user, sheet=sheet, choices=choices)


def go_on(request: Request, found: Evaluation, form: EvaluationForm) -> str:
    """The sentence to show; none where something is missing of what is to be handed in."""
    if "submit" not in request.POST:
        return "" if waiting(found.edits) else _("Kept. Nobody reads it before you hand it in.")
    if not form.is_valid():
        return ""
    actions.submit(found, by=request.user)
    return _("It is in. Thank you.")


def page(
    request: Request, found: Evaluation, form: EvaluationForm, rows: list[Evaluation], status: int = 200
) -> HttpResponse:
    """`rows`: all that the person may read of the same assessment."""
    done = found.state == EvaluationState.SUBMITTED
    opinions = outcome.opinions_in(rows, request.user, named=False) if done else []
    form.sheet = opened(values_of(form), found.edits)
    form.beside = beside_in(form, found.edits, request.user, lambda ids: {request.user.pk: str(request.user)})
    context = {
        "evaluation": found,
        "assessment": found.assessment,
        "parties": found.assessment.parties.all(),
        "sheet": sheet_of(request, found.assessment),
        "form": form if found.state == EvaluationState.ACCEPTED or (form.errors and not done) else None,
        "refused": form.non_field_errors(),
        "opinions": opinions,
        "table": outcome.table(opinions),
        "reason_form": ReasonForm(auto_id="no_%s"),
    }
    return render(request, "review/evaluation.html", context, status=status)


def sheet_of(request: Request, assessment: Assessment) -> SafeString:
    """What the feature gives to read."""
    sheet = KINDS[assessment.subject_kind].sheet(assessment)
    if isinstance(sheet, SafeString):
        return sheet
    template, context = sheet
    return render_to_string(template, context, request)


@access(signed_in)
@require_POST
def evaluation_autosave(request: Request, pk: int) -> HttpResponse:
    """Keep what is being typed; answers with a few words for the foot of the form."""
    found = mine_or_404(request, pk)
    form = EvaluationForm(request.POST, evaluation=found)
    try:
        kept = keep(request, found, form)
    except NotNow as no:
        return render(request, "core/parts/saved.html", {"refused": str(no.reason), "clashes": ""})
    return render(
        request,
        "core/parts/saved.html",
        kept_in_words(form, kept.edits, request.POST.get(FIELD, ""), found.get_absolute_url()),
    )


@access(signed_in)
@require_POST
def evaluation_step(request: Request, pk: int, step: str) -> HttpResponse:
    """Accept, decline, or give back. Who has come too near may still say that somebody else has to do it."""
    return perform(request, get_object_or_404(Evaluation.objects.theirs(request.user).whole(), pk=pk), STEPS, step)


def accept(request: Request, found: Evaluation, _form: None) -> None:
    actions.accept(found, by=request.user)


def decline(request: Request, found: Evaluation, _form: None) -> None:
    actions.decline(found, request.POST.get("reason", ""), by=request.user)


def hand_over(request: Request, found: Evaluation, _form: None) -> None:
    actions.hand_over(found, request.POST.get("reason", ""), by=request.user)


def to_the_list(found: Evaluation) -> str:
    return reverse("evaluations")


ELSEWHERE = gettext_lazy("The secretariat was told, and asks somebody else.")
STEPS = {
    "accept": Step(gettext_lazy("Thank you. What you write is kept as a draft until you hand it in."), accept),
    "decline": Step(ELSEWHERE, decline, then=to_the_list),
    "hand_over": Step(ELSEWHERE, hand_over, then=to_the_list),
}
