"""Who evaluates: how somebody offers to, and whom the secretariat admits."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enlacesur.core.access import Answer, Denied, access, signed_in
from enlacesur.core.forms import status_of
from enlacesur.core.http import Request, whole_number
from enlacesur.core.pagination import paginate
from enlacesur.core.states import DONE_ALREADY, NotNow
from enlacesur.core.steps import refusals_told
from enlacesur.network.access import secretariat
from enlacesur.review import community
from enlacesur.review.forms import ProfileForm, TieForm
from enlacesur.review.models import Evaluator, ReadLanguage, Tie
from enlacesur.review.permissions import can_offer
from enlacesur.review.states import EvaluatorState
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named


def may_offer(request: Request) -> Answer:
    if isinstance(answer := signed_in(request), Denied):
        return answer
    return can_offer(request.user)


# My own profile


@access(may_offer)
def evaluator_profile(request: Request) -> HttpResponse:
    """ "I offer to evaluate"; then what I said of myself, and with whom I have ties."""
    known = Evaluator.objects.filter(person=request.user).first()
    form = profile_form(request, known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        before = known.state if known else ""
        offered = community.offer(request.user, form.profile())
        new = offered.state != before
        messages.success(request, _("Thank you. The secretariat answers you.") if new else _("Saved."))
        return redirect("evaluator_profile")
    return profile_page(request, known, form, status=status_of(form))


def profile_form(request: Request, known: Evaluator | None, data: Any = None) -> ProfileForm:
    languages = [request.user.language[:2]]
    initial = None if known else {"languages": languages, "organisation": first_of(request)}
    return ProfileForm(data, instance=known, initial=initial, affiliations=request.affiliations)


def first_of(request: Request) -> Any:
    return request.acting.organisation_id if request.acting else None


def profile_page(
    request: Request, known: Evaluator | None, form: ProfileForm, tie_form: TieForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "evaluator": known,
        "form": form,
        "ties": known.ties.select_related("organisation") if known else [],
        "tie_form": tie_form or (TieForm(auto_id="tie_%s") if known else None),
    }
    return render(request, "review/profile.html", context, status=status)


@access(may_offer)
@require_POST
def evaluator_step(request: Request) -> HttpResponse:
    """Rest, go on, end; declare a tie, or take it back."""
    known = get_object_or_404(Evaluator, person=request.user)
    form = TieForm(request.POST, auto_id="tie_%s") if request.POST.get("step") == "tie" else None
    if form and not form.is_valid():
        return profile_page(request, known, profile_form(request, known), form, status=422)
    with refusals_told(request):
        step(request, known, form)
        messages.success(request, _("Saved."))
    return redirect("evaluator_profile")


def step(request: Request, known: Evaluator, form: TieForm | None) -> None:
    match request.POST.get("step"):
        case "tie" if form:
            said = form.cleaned_data
            community.declare_tie(known, said["organisation"], said["why"], by=request.user)
        case "untie":
            community.take_tie_back(tie_in(request, known), by=request.user)
        case other:
            state_step(request, known, other)


def tie_in(request: Request, known: Evaluator) -> Tie:
    pk = whole_number(request.POST.get("tie"))
    if not Tie.objects.filter(pk=pk).exists():
        raise NotNow(DONE_ALREADY)
    return get_object_or_404(known.ties, pk=pk)


def state_step(request: Request, evaluator: Evaluator, name: str | None) -> None:
    """What the evaluator and the secretariat both may."""
    steps = {"rest": community.rest, "go_on": community.go_on, "end": community.end}
    if name not in steps:
        raise NotNow(_("That button is not known here."))
    steps[name](evaluator, by=request.user)


# The secretariat's list


@access(secretariat)
def evaluators(request: Request) -> HttpResponse:
    counts = dict(Evaluator.objects.order_by().values_list("state").annotate(n=Count("pk")))
    asked = request.GET.get("state", "")
    state = asked if asked in EvaluatorState.values else first_waiting(counts)
    rows = Evaluator.objects.filter(state=state).with_load().select_related("person", "organisation")
    page = paginate(request, rows.prefetch_related("ties__organisation").order_by("-offered_at", "-id"))
    context = {
        "page": page,
        "rows": [(row, named(Vocabulary.THEMES, row.themes), languages_of(row)) for row in page],
        "state": state,
        "tabs": [(value, label, counts.get(value, 0)) for value, label in EvaluatorState.choices],
    }
    return render(request, "review/evaluators.html", context)


def first_waiting(counts: dict[str, int]) -> str:
    """Who waits for an answer comes first."""
    return EvaluatorState.OFFERED if counts.get(EvaluatorState.OFFERED) else EvaluatorState.ADMITTED


def languages_of(evaluator: Evaluator) -> str:
    return ", ".join(str(ReadLanguage(code).label) for code in evaluator.languages)


@access(secretariat)
@require_POST
def evaluator_decide(request: Request, pk: int) -> HttpResponse:
    """Admit or not; make rest, or go on."""
    found = get_object_or_404(Evaluator, pk=pk)
    with refusals_told(request):
        match request.POST.get("step"):
            case "admit":
                community.admit(found, by=request.user)
            case "refuse":
                community.refuse(found, request.POST.get("reason", ""), by=request.user)
            case other:
                state_step(request, found, other)
        messages.success(request, _("Saved. The person was told."))
    return redirect("evaluators")
