"""Asking for an exchange, agreeing on it, and saying what came of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, public, require
from enlacesur.core.forms import status_of
from enlacesur.core.http import Request, whole_number
from enlacesur.core.pagination import paginate
from enlacesur.core.states import NotNow
from enlacesur.core.steps import Step, perform
from enlacesur.exchange import agreement
from enlacesur.exchange.forms import AskForm, OutcomeForm, ProposalForm, ReasonForm
from enlacesur.exchange.models import Exchange, Expert, Need, Strength
from enlacesur.exchange.permissions import TALKING, can_answer, can_ask
from enlacesur.exchange.states import ExchangeState
from enlacesur.network.access import acting
from enlacesur.network.models import Organisation, today
from enlacesur.notifications.actions import seen
from enlacesur.practices.models import Practice


@access(public)
def exchanges(request: Request) -> HttpResponse:
    """Exchanges that take place or did: for everybody."""
    rows = Exchange.objects.public().with_parties().order_by("-agreed_at", "-id")
    return render(request, "exchange/exchanges.html", {"page": paginate(request, rows)})


@access(acting)
def exchange_new(request: Request) -> HttpResponse:
    """Ask. What it is about comes in the address: a solution, strength, expert or organisation, and a need."""
    fresh, about = question(request)
    require(can_ask(request.user, fresh.asker, fresh.provider))
    form = AskForm(request.POST or None, initial={"topic": str(about)[:120] if about else ""})
    if request.method == "POST" and form.is_valid():
        fresh.message = form.cleaned_data["message"]
        try:
            asked = agreement.ask(fresh, form.proposal(), by=request.user)
        except NotNow as no:
            form.add_error(None, str(no.reason))
        else:
            messages.success(request, _("Asked. %(city)s was told.") % {"city": asked.provider})
            return redirect(asked)
    context = {"form": form, "exchange": fresh, "about": about}
    return render(request, "exchange/ask.html", context, status=status_of(form))


def question(request: Request) -> tuple[Exchange, Any]:
    """The exchange that the address asks for, not yet saved, and what it is about. 404 without a provider."""
    organisation = request.acting.organisation
    practice = named_in(request, "solution", Practice.objects.visible_to(request.user))
    strength = named_in(request, "strength", Strength.objects.offered())
    expert = named_in(request, "expert", Expert.objects.offered())
    other = named_in(request, "organisation", Organisation.objects.members())
    need = named_in(request, "need", Need.objects.filter(organisation=organisation))
    about = practice or strength or expert
    provider = about.organisation if about else other
    if provider is None:
        raise Http404
    fresh = Exchange(
        asker=organisation,
        provider=provider,
        practice=practice,
        strength=strength,
        expert=expert,
        need=need,
        language=organisation.language,
    )
    return fresh, need or about


def named_in(request: Request, name: str, rows: Any) -> Any:
    """The row that ?name=id names, None when the address names none; 404 for a wrong one."""
    raw = request.GET.get(name)
    return get_object_or_404(rows, pk=whole_number(raw)) if raw else None


@access(public)
def exchange(request: Request, pk: int) -> HttpResponse:
    rows = (
        Exchange.objects.visible_to(request.user)
        .with_parties()
        .select_related("need", "strength", "practice", "expert")
    )
    found = get_object_or_404(rows, pk=pk)
    seen(request.user, f"exchange:{pk}")
    return render(request, "exchange/exchange.html", page_of(request, found))


def page_of(request: Request, found: Exchange, **forms: Any) -> dict[str, Any]:
    mine = request.acting.organisation if request.acting and found.has(request.acting.organisation) else None
    turn = bool(mine and found.state in TALKING and can_answer(found, mine, request.user))
    begun = bool(found.terms and found.terms.starts <= today())
    over = found.state == ExchangeState.DONE or (found.state == ExchangeState.AGREED and begun)
    return {
        "exchange": found,
        "mine": mine,
        "turn": turn,
        "waiting": bool(mine and found.state in TALKING and not turn),
        "may_confirm": bool(mine and over and not found.confirmed_by(mine)),
        "may_cancel": bool(mine and ((found.state in TALKING and not turn) or found.state == ExchangeState.AGREED)),
        "proposals": found.proposals.select_related("proposed_by") if mine else [],
        "left": found.strength.left(found.terms.year) if turn and found.strength and found.terms else None,
        "counter_form": ProposalForm(initial=vars_of(found.terms)) if turn else None,
        "reason_form": ReasonForm(auto_id="no_%s"),
        "outcome_form": OutcomeForm(),
        **forms,
    }


def vars_of(terms: Any) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in ("topic", "modality", "starts", "ends", "people", "costs")}


def faulty(request: Request, found: Exchange, **forms: Any) -> HttpResponse:
    return render(request, "exchange/exchange.html", page_of(request, found, **forms), status=422)


@access(acting)
@require_POST
def exchange_step(request: Request, pk: int, step: str) -> HttpResponse:
    """One step of an exchange by the city for which the person acts now."""
    found = get_object_or_404(Exchange.objects.visible_to(request.user).with_parties(), pk=pk)
    return perform(request, found, STEPS, step, faulty)


def accept(request: Request, found: Exchange, _form: None) -> None:
    number = whole_number(request.POST.get("terms"))
    agreement.accept(found, request.acting.organisation, by=request.user, terms_number=number)


def counter(request: Request, found: Exchange, form: ProposalForm) -> None:
    agreement.counter(found, form.proposal(), request.acting.organisation, by=request.user)


def decline(request: Request, found: Exchange, form: ReasonForm) -> None:
    agreement.decline(found, request.acting.organisation, form.cleaned_data["reason"], by=request.user)


def cancel(request: Request, found: Exchange, form: ReasonForm) -> None:
    agreement.cancel(found, request.acting.organisation, form.cleaned_data["reason"], by=request.user)


def confirm(request: Request, found: Exchange, form: OutcomeForm) -> None:
    agreement.confirm(found, request.acting.organisation, form.cleaned_data["outcome"], by=request.user)


def why_not(sent: Any, found: Exchange) -> ReasonForm:
    return ReasonForm(sent, auto_id="no_%s")


STEPS = {
    "accept": Step(gettext_lazy("Agreed. It shows on both cities' pages."), accept),
    "counter": Step(
        gettext_lazy("Proposed. Now it is the other city's turn."),
        counter,
        lambda sent, _found: ProposalForm(sent),
        "counter_form",
    ),
    "decline": Step(gettext_lazy("Declined. The other city reads your reason."), decline, why_not, "reason_form"),
    "cancel": Step(gettext_lazy("Cancelled. The other city reads your reason."), cancel, why_not, "reason_form"),
    "confirm": Step(
        gettext_lazy("Thank you. What came of it is part of both cities' record."),
        confirm,
        lambda sent, _found: OutcomeForm(sent),
        "outcome_form",
    ),
}
