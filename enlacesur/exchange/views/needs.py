from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, public, require
from enlacesur.core.forms import shared, status_of
from enlacesur.core.http import Request, whole_number
from enlacesur.core.locks import in_turn
from enlacesur.core.pagination import paginate
from enlacesur.core.states import NotNow
from enlacesur.core.steps import refusals_told
from enlacesur.exchange import actions
from enlacesur.exchange.candidates import CANDIDATE_KINDS, candidates_for, near_misses
from enlacesur.exchange.documents import sketch
from enlacesur.exchange.forms import HelpForm, NeedForm
from enlacesur.exchange.models import Need, TextLanguage
from enlacesur.exchange.permissions import can_edit, can_offer_help, can_see_city
from enlacesur.exchange.states import NeedState
from enlacesur.journal.actions import last_word
from enlacesur.network.access import acting
from enlacesur.network.models import Organisation
from enlacesur.notifications.actions import seen
from enlacesur.notifications.forecast import reach
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import current, named, terms

SHOWN_FIRST = 12
FILTERS = {"theme": Vocabulary.THEMES, "country": Vocabulary.COUNTRIES}


@access(public)
def needs(request: Request) -> HttpResponse:
    """Needs that wait, those one may see, newest first."""
    rows = Need.objects.open().visible_to(request.user).select_related("organisation")
    chosen = {name: request.GET[name] for name, v in FILTERS.items() if request.GET.get(name, "") in terms(v)}
    if theme := chosen.get("theme"):
        rows = rows.filter(themes__contains=[theme])
    if country := chosen.get("country"):
        rows = rows.filter(organisation__country=country)
    page = paginate(request, rows.order_by("-posted_at", "-id"))
    known = named_cities(request, page.object_list)
    return render(
        request,
        "exchange/needs.html",
        {
            "page": page,
            "rows": [(need, need.pk in known) for need in page],
            "themes": current(Vocabulary.THEMES),
            "countries": current(Vocabulary.COUNTRIES),
            "theme": chosen.get("theme", ""),
            "country": chosen.get("country", ""),
        },
    )


def named_cities(request: Request, rows: Any) -> set[int]:
    """Of these needs, those whose city the reader may know; one query at most."""
    hidden = [need.pk for need in rows if need.hide_city]
    known = {need.pk for need in rows if not need.hide_city}
    if hidden:
        known |= set(Need.objects.filter(pk__in=hidden).naming(request.user).values_list("pk", flat=True))
    return known


def visible_or_404(request: Request, pk: int) -> Need:
    return get_object_or_404(Need.objects.visible_to(request.user).select_related("organisation"), pk=pk)


@access(public)
def need(request: Request, pk: int) -> HttpResponse:
    """A need as others see it; to its own city, with everything that may help."""
    found = visible_or_404(request, pk)
    seen(request.user, f"need:{pk}")
    own = bool(can_edit(request.user, found))
    context = {
        "need": found,
        "own": own,
        "city_shown": can_see_city(request.user, found),
        "themes": named(Vocabulary.THEMES, found.themes),
        "sdgs": named(Vocabulary.SDGS, found.sdgs),
        "modalities": named(Vocabulary.MODALITIES, found.modalities),
    }
    if own:
        context |= for_its_city(request, found)
    else:
        context |= for_others(request, found)
    return render(request, "exchange/need.html", context)


def for_its_city(request: Request, need: Need) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    prefetch_related_objects([need], "verdicts")  # what may help, and what was refused, both go by them
    found = candidates_for(need, request.user)
    counts = {name: sum(c.kind == name for c in found) for name in CANDIDATE_KINDS}
    of_kind = [candidate for candidate in found if candidate.kind == kind] if counts.get(kind) else found
    whole = "all" in request.GET or counts.get(kind)
    shown = of_kind if whole else of_kind[:SHOWN_FIRST]
    return {
        "candidates": shown,
        "left_out": len(of_kind) - len(shown),
        "total": len(found),
        "strengths_count": {s: sum(c.strength == s for c in found) for s in ("strong", "good", "possible")},
        "kinds": [(name, label, counts[name]) for name, label in CANDIDATE_KINDS.items() if counts[name]],
        "kind": kind if counts.get(kind) else "",
        "refused": near_misses(need),
        "offers": need.offers.select_related("organisation", "by"),
        "exchanges": need.exchanges.select_related("provider", "terms"),
        "NeedState": NeedState,
    }


def for_others(request: Request, need: Need) -> dict[str, Any]:
    organisation = request.acting.organisation if request.acting else None
    may = bool(organisation and can_offer_help(request.user, organisation, need))
    offered = need.offers.filter(organisation=organisation).first() if may else None
    return {"may_help": may and need.state == NeedState.OPEN, "offered": offered, "help_form": HelpForm()}


@access(acting)
def need_new(request: Request) -> HttpResponse:
    organisation = request.acting.organisation
    fresh = Need(organisation=organisation, language=organisation.language)
    form = NeedForm(request.POST or None, instance=fresh, initial=begun_in(request, organisation.language))
    told = None
    if request.method == "POST" and form.is_valid():
        if "reach" not in request.POST:
            posted = actions.post_need(form.save(commit=False), by=request.user)
            messages.success(request, _("Your need is posted. This is what may help already."))
            return redirect(posted)
        told = reach(sketch("need", form.save(commit=False)))
    context = {"form": form, "need": None, "reach": told}
    return render(request, "exchange/need_form.html", context, status=status_of(form))


def begun_in(request: Request, language: str) -> dict[str, Any]:
    """From where one comes the address may say what is needed, in which language, and of which themes it is."""
    themes = [slug for slug in request.GET.getlist("theme") if slug in terms(Vocabulary.THEMES)]
    title = request.GET.get("title", "").replace("\x00", "")[:120]
    said = request.GET.get("language", "")
    written = said if said in TextLanguage.values else language
    return {"languages": [language], "language": written, "title": title, "themes": themes}


@access(acting)
@in_turn
def need_edit(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(request, pk)
    require(can_edit(request.user, found))
    last = partial(last_word, "need", pk, verb__in=("need.posted", "need.edited"))
    form = shared(partial(NeedForm, instance=found), request.POST, last)
    if request.method == "POST" and form.is_valid():
        actions.edit_need(found, form.changes(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect(found)
    context = {"form": form, "need": found, "reach": None}
    return render(request, "exchange/need_form.html", context, status=status_of(form))


@access(acting)
@require_POST
def need_settle(request: Request, pk: int) -> HttpResponse:
    """Met, closed, or open again."""
    found = visible_or_404(request, pk)
    try:
        to = NeedState(request.POST.get("to", ""))
        actions.settle_need(found, to, by=request.user, note=request.POST.get("note", "")[:1000])
        messages.success(request, _("Saved."))
    except ValueError:
        messages.error(request, _("That button is not known here."), extra_tags="earth")
    except NotNow as no:
        messages.error(request, str(no.reason), extra_tags="earth")
    return redirect(found)


@access(acting)
@require_POST
def need_judge(request: Request, pk: int) -> HttpResponse:
    """Of a candidate: useful, not useful, or the word taken back."""
    found = visible_or_404(request, pk)
    key, word = request.POST.get("key", ""), request.POST.get("word", "")
    if word not in VERDICTS or key.partition(":")[0] not in CANDIDATE_KINDS or len(key) > 40:
        messages.error(request, _("That button is not known here."), extra_tags="earth")
    else:
        actions.judge(found, key, useful=VERDICTS[word], by=request.user)
        messages.success(request, _("Noted. The list of this need learns from it."))
    return redirect(found)


VERDICTS = {"yes": True, "no": False, "undo": None}


@access(acting)
@require_POST
def need_reveal(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(request, pk)
    organisation = get_object_or_404(Organisation, pk=whole_number(request.POST.get("organisation")))
    actions.reveal(found, organisation, by=request.user)
    messages.success(
        request, _("%(organisation)s now sees which city asks, and was told.") % {"organisation": organisation}
    )
    return redirect(found)


@access(acting)
@require_POST
def need_help(request: Request, pk: int) -> HttpResponse:
    """ "We may help", from a city that read the need."""
    found = visible_or_404(request, pk)
    form = HelpForm(request.POST)
    if not form.is_valid():
        return render(request, "exchange/help.html", {"need": found, "help_form": form}, status=422)
    with refusals_told(request):
        actions.offer_help(found, request.acting.organisation, form.cleaned_data["message"], by=request.user)
        messages.success(request, _("The city was told that you may help."))
    return redirect(found)
