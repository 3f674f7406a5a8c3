"""Strengths and experts: what cities offer to others."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, public, require
from enlacesur.core.forms import shared, status_of
from enlacesur.core.http import Request
from enlacesur.core.locks import in_turn
from enlacesur.core.pagination import paginate
from enlacesur.core.steps import refusals_told
from enlacesur.exchange import actions
from enlacesur.exchange.documents import sketch
from enlacesur.exchange.forms import ExpertForm, StrengthForm
from enlacesur.exchange.models import Expert, Strength
from enlacesur.exchange.permissions import can_edit
from enlacesur.exchange.states import ExchangeState, OfferState
from enlacesur.journal.actions import last_word
from enlacesur.network.access import acting
from enlacesur.network.models import today
from enlacesur.notifications.actions import seen
from enlacesur.notifications.forecast import reach
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import current, named, terms

KINDS: dict[str, Any] = {"strength": (Strength, StrengthForm), "expert": (Expert, ExpertForm)}


@access(public)
def strengths(request: Request) -> HttpResponse:
    return listing(request, "strength")


@access(public)
def experts(request: Request) -> HttpResponse:
    return listing(request, "expert")


def listing(request: Request, kind: str) -> HttpResponse:
    model, _form = KINDS[kind]
    rows = model.objects.offered().select_related("organisation")
    theme = request.GET.get("theme", "")
    if theme in terms(Vocabulary.THEMES):
        rows = rows.filter(themes__contains=[theme])
    country = request.GET.get("country", "")
    if country in terms(Vocabulary.COUNTRIES):
        rows = rows.filter(organisation__country=country)
    return render(
        request,
        "exchange/offers.html",
        {
            "kind": kind,
            "page": paginate(request, rows.order_by("-offered_at", "-id")),
            "themes": current(Vocabulary.THEMES),
            "countries": current(Vocabulary.COUNTRIES),
            "theme": theme,
            "country": country,
        },
    )


@access(public)
def strength(request: Request, pk: int) -> HttpResponse:
    return detail(request, "strength", pk)


@access(public)
def expert(request: Request, pk: int) -> HttpResponse:
    return detail(request, "expert", pk)


def detail(request: Request, kind: str, pk: int) -> HttpResponse:
    model, _form = KINDS[kind]
    found = get_object_or_404(model.objects.visible_to(request.user).select_related("organisation"), pk=pk)
    seen(request.user, f"{kind}:{pk}")
    history = found.exchanges.filter(state=ExchangeState.CONFIRMED).select_related("asker", "provider", "terms")
    own = bool(can_edit(request.user, found))
    return render(
        request,
        f"exchange/{kind}.html",
        {
            "kind": kind,
            "thing": found,
            "own": own,
            "offered": found.state == OfferState.OFFERED,
            "may_ask": bool(request.acting and request.acting.organisation_id != found.organisation_id),
            "themes": named(Vocabulary.THEMES, found.themes),
            "sdgs": named(Vocabulary.SDGS, found.sdgs),
            "modalities": named(Vocabulary.MODALITIES, getattr(found, "modalities", [])),
            "history": history[:20],
            "year": today().year,
            "left": found.left() if kind == "strength" else None,
        },
    )


@access(acting)
def strength_new(request: Request) -> HttpResponse:
    return write(request, "strength", None)


@access(acting)
def expert_new(request: Request) -> HttpResponse:
    return write(request, "expert", None)


@access(acting)
@in_turn
def strength_edit(request: Request, pk: int) -> HttpResponse:
    return write(request, "strength", pk)


@access(acting)
@in_turn
def expert_edit(request: Request, pk: int) -> HttpResponse:
    return write(request, "expert", pk)


def write(request: Request, kind: str, pk: int | None) -> HttpResponse:
    """The form of a strength or an expert, new or not."""
    model, form_class = KINDS[kind]
    organisation = request.acting.organisation
    if pk is None:
        themes = [slug for slug in request.GET.getlist("theme") if slug in terms(Vocabulary.THEMES)]
        thing = model(organisation=organisation, language=organisation.language, themes=themes)
    else:
        thing = get_object_or_404(model.objects.visible_to(request.user).select_related("organisation"), pk=pk)
        require(can_edit(request.user, thing))
    make = partial(form_class, instance=thing)
    last = partial(last_word, kind, pk or 0, verb__in=(f"{kind}.offered", f"{kind}.edited"))
    form = shared(make, request.POST, last) if pk else make(request.POST or None)
    told = None
    if request.method == "POST" and form.is_valid():
        if "reach" not in request.POST:
            return keep(request, thing, form)
        told = reach(sketch(kind, form.save(commit=False)))
    context = {"form": form, "kind": kind, "thing": thing if pk else None, "reach": told}
    return render(request, "exchange/offer_form.html", context, status=status_of(form))


def keep(request: Request, thing: Any, form: Any) -> HttpResponse:
    if thing.pk is None:
        thing = actions.offer(form.save(commit=False), by=request.user)
    else:
        actions.edit_offer(thing, form.changes(), by=request.user)
    messages.success(request, _("Saved. Other cities can find it now."))
    return redirect(thing)


@access(acting)
@require_POST
def offer_settle(request: Request, kind: str, pk: int) -> HttpResponse:
    """Withdraw, or offer again."""
    model, _form = KINDS[kind]
    thing = get_object_or_404(model.objects.visible_to(request.user), pk=pk)
    to = OfferState.WITHDRAWN if request.POST.get("to") == OfferState.WITHDRAWN else OfferState.OFFERED
    with refusals_told(request):
        actions.settle_offer(thing, to, by=request.user)
        messages.success(request, _("Saved."))
    return redirect(thing)
