"""One adaptation: its page, telling of it, each step of it, and the origin's word."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, public, require
from enlacesur.core.forms import shared, status_of
from enlacesur.core.http import Request
from enlacesur.core.locks import in_turn
from enlacesur.core.states import NotNow, may_move
from enlacesur.core.steps import Step, perform
from enlacesur.journal.actions import last_word
from enlacesur.journal.models import Event
from enlacesur.journal.said import words_at
from enlacesur.network.access import acting
from enlacesur.notifications.actions import seen
from enlacesur.practices import adapting
from enlacesur.practices.adaptation_forms import (
    MOST_TEACHERS,
    AbandonForm,
    AdaptationForm,
    BeginForm,
    ConfirmForm,
    DisputeForm,
    OwnCardForm,
    WorkingForm,
)
from enlacesur.practices.adapting import REMARK
from enlacesur.practices.genealogy import root_of
from enlacesur.practices.models import Adaptation, Practice
from enlacesur.practices.permissions import can_adapt, can_confirm, can_tell
from enlacesur.practices.readiness import readiness
from enlacesur.practices.states import (
    ADAPTATION_TRANSITIONS,
    CONFIRMATION_TRANSITIONS,
    AdaptationState,
    ConfirmationState,
)
from enlacesur.practices.translating import BY_MACHINE, by_machine, original
from enlacesur.practices.views.reading import visible_or_404

MOST_EVENTS = 50
MOST_CHILDREN = 20
MOST_CARDS = 50
TRANSLATED = ("keeps", "changes", "why", "results", "abandonment_reason")
TOLD_NOW = ("worked_since", "results", "cost_usd", "people_reached")  # when one says that it works

HISTORY = {
    "begun": gettext_lazy("Announced the adaptation"),
    "changed": gettext_lazy("Told more about it"),
    "asked_again": gettext_lazy("Told it otherwise, and asked again"),
    "under_way": gettext_lazy("Under way"),
    "working": gettext_lazy("It works"),
    "abandoned": gettext_lazy("Abandoned"),
    "confirmed": gettext_lazy("Confirmed by the city whose solution it is"),
    "disputed": gettext_lazy("The city whose solution it is says what is not so"),
    "linked": gettext_lazy("Shared its own card of it"),
}


@access(acting)
def solution_adapt(request: Request, pk: int) -> HttpResponse:
    """«We are adapting this.» From whom one learnt may come in the address."""
    practice, city = visible_or_404(request, pk), request.acting.organisation
    require(can_adapt(request.user, practice, city))
    if request.method == "GET" and (told := practice.adaptations.live().filter(organisation=city).first()):
        return redirect(told)
    teachers = teachers_of(practice, named(request))
    initial = {"parent": teachers[0].pk if teachers and named(request) == teachers[0].pk else None, "state": "planned"}
    form = BeginForm(request.POST or None, practice=practice, teachers=teachers, initial=initial)
    if request.method == "POST" and form.is_valid() and (begun := begin(request, practice, form)):
        return redirect(begun)
    context = {"form": form, "practice": practice, "adaptation": None}
    return render(request, "practices/adapt.html", context, status=status_of(form))


def begin(request: Request, practice: Practice, form: BeginForm) -> Adaptation | None:
    city = request.acting.organisation
    fresh = Adaptation(practice=practice, organisation=city, language=city.language, parent=form.teacher, **form.told())
    fresh.state = form.cleaned_data["state"]
    try:
        begun = adapting.begin(fresh, form.cleaned_data["abandonment_reason"], by=request.user)
    except NotNow as no:
        form.add_error(None, str(no.reason))
        return None
    messages.success(request, _("Told. %(city)s was asked to confirm it.") % {"city": practice.organisation})
    return begun


def named(request: Request) -> int:
    raw = request.GET.get("de", "")
    return int(raw) if raw.isdecimal() and len(raw) < 18 else 0


def teachers_of(practice: Practice, first: int = 0, without: int = 0) -> list[Adaptation]:
    """Other adaptations of the genealogy from which one may have learnt, the one that was named first."""
    rows = Adaptation.objects.filter(root=root_of(practice)).select_related("organisation").exclude(pk=without)
    rows = rows.exclude(own_practice=practice)  # whose city is the card's own
    found = list(rows.filter(pk=first)) if first else []
    return found + list(rows.exclude(pk=first).order_by("organisation__alphabetical", "pk")[:MOST_TEACHERS])


def found_or_404(pk: int, number: int) -> Adaptation:
    rows = Adaptation.objects.with_parties().select_related("root__organisation")
    return get_object_or_404(rows, pk=number, practice=pk)


@access(public)
def adaptation(request: Request, pk: int, number: int) -> HttpResponse:
    found = found_or_404(pk, number)
    seen(request.user, f"adaptation:{number}")
    return render(request, "practices/adaptation.html", page_of(request, found))


def for_reader(request: Request, found: Adaptation) -> dict[str, Any]:
    """Its texts as they stand, or by the translator when it is asked."""
    reader, asked = (get_language() or "es")[:2], "traducir" in request.GET
    shown = (by_machine(found, reader, TRANSLATED) if asked else None) or original(found, TRANSLATED)
    return {
        "shown": shown.texts | {"language": shown.language},
        "translated": shown,
        "translatable": reader in BY_MACHINE and reader != found.language,
        "untranslated": asked and not shown.by,
    }


NO_FORMS = dict.fromkeys(("may_begin", "working_form", "abandon_form", "card_form", "confirm_form", "dispute_form"))


def page_of(request: Request, found: Adaptation, **faulty: Any) -> dict[str, Any]:
    tells, confirms = can_tell(request.user, found), can_confirm(request.user, found)
    return {
        "adaptation": found,
        **for_reader(request, found),
        "children": found.children.select_related("organisation")[:MOST_CHILDREN],
        "history": history_of(found),
        "tells": tells,
        **NO_FORMS,
        **(steps_of(found) if tells else {}),
        **(answers_of(found) if confirms else {}),
        **(needed_of(found) if tells and not found.is_abandoned else {"lines": []}),
        **faulty,
    }


def history_of(found: Adaptation) -> list[tuple[Any, Any, str, str]]:
    """When, what, the word that was said with it, and its language."""
    events = Event.objects.filter(target_kind="solution", target_id=found.practice_id, data__adaptation=found.pk)
    rows = list(events.filter(verb__in=[f"adaptation.{what}" for what in HISTORY]).order_by("-id")[:MOST_EVENTS])
    remarks = words_at(place for row in rows if (place := row.data.get("says", "")).startswith(f"{REMARK}:"))
    return [step_of(found, event, remarks) for event in rows]


def step_of(found: Adaptation, event: Event, remarks: Mapping[str, str]) -> tuple[Any, Any, str, str]:
    what = event.verb.partition(".")[2]
    language = found.practice.language if what in adapting.ANSWERS else found.language
    return event.at, HISTORY[what], remarks.get(event.data.get("says", ""), ""), language


def steps_of(found: Adaptation) -> dict[str, Any]:
    """The forms by which its city goes on, as far as its state lets it."""
    state = AdaptationState(found.state)
    working = {name: getattr(found, name) for name in TOLD_NOW}
    return {
        "may_begin": may_move(ADAPTATION_TRANSITIONS, state, AdaptationState.UNDER_WAY),
        "working_form": form_if(WorkingForm, state, AdaptationState.WORKING, initial=working, began=found.started),
        "abandon_form": form_if(AbandonForm, state, AdaptationState.ABANDONED),
        "card_form": OwnCardForm(cards=cards, prefix="own") if (cards := cards_of(found)) else None,
    }


def needed_of(found: Adaptation) -> dict[str, Any]:
    """What is needed beside what the city has, for its own people and the secretariat."""
    ready = readiness(found.practice, found.organisation, found.readiness)
    return {"readiness": ready, "lines": [(line, None) for line in ready.lines], "practice": found.practice}


def form_if(form: Any, state: AdaptationState, to: AdaptationState, **settings: Any) -> Any:
    return form(prefix=to.value, **settings) if may_move(ADAPTATION_TRANSITIONS, state, to) else None


def cards_of(found: Adaptation) -> list[Practice]:
    """Cards of its city that may tell of it; none when one does."""
    if found.own_practice_id:
        return []
    rows = Practice.objects.published().for_organisation(found.organisation)
    return list(rows.filter(adapted_as=None).exclude(pk=found.root_id)[:MOST_CARDS])


def answers_of(found: Adaptation) -> dict[str, Any]:
    """The forms by which the origin gives its word."""
    word, read = ConfirmationState(found.confirmation), {"read": found.words_sha256}
    answers = {
        "confirm_form": (ConfirmationState.CONFIRMED, ConfirmForm),
        "dispute_form": (ConfirmationState.DISPUTED, DisputeForm),
    }
    return {
        name: form(prefix=to.value, initial=read) if may_move(CONFIRMATION_TRANSITIONS, word, to) else None
        for name, (to, form) in answers.items()
    }


@access(acting)
@in_turn
def adaptation_edit(request: Request, pk: int, number: int) -> HttpResponse:
    found = found_or_404(pk, number)
    require(can_tell(request.user, found))
    teachers = teachers_of(found.practice, found.parent_id or 0, found.pk)
    told = {name: getattr(found, name) for name in adapting.TOLD} | {"parent": found.parent_id}
    make = partial(AdaptationForm, practice=found.practice, teachers=teachers, initial=told)
    theirs = {"data__adaptation": number, "organisation_id": found.organisation_id}  # not the origin's answers
    form = shared(make, request.POST, partial(last_word, "solution", pk, **theirs))
    if request.method == "POST" and form.is_valid() and tell(request, found, form):
        return redirect(found)
    context = {"form": form, "practice": found.practice, "adaptation": found}
    return render(request, "practices/adapt.html", context, status=status_of(form))


def tell(request: Request, found: Adaptation, form: AdaptationForm) -> bool:
    try:
        adapting.tell_changes(found, form.told(), form.teacher, by=request.user)
    except NotNow as no:
        form.add_error("parent", str(no.reason))
        return False
    messages.success(request, _("Saved. Everybody reads it so from now on."))
    return True


@access(acting)
@require_POST
def adaptation_step(request: Request, pk: int, number: int, step: str) -> HttpResponse:
    """One step of an adaptation, or the origin's word on it."""
    return perform(request, found_or_404(pk, number), STEPS, step, faulty)


def faulty(request: Request, found: Adaptation, **forms: Any) -> HttpResponse:
    return render(request, "practices/adaptation.html", page_of(request, found, **forms), status=422)


def under_way(request: Request, found: Adaptation, _form: None) -> None:
    adapting.go_on(found, AdaptationState.UNDER_WAY, by=request.user)


def working(request: Request, found: Adaptation, form: WorkingForm) -> None:
    adapting.go_on(found, AdaptationState.WORKING, form.cleaned_data, by=request.user)


def abandon(request: Request, found: Adaptation, form: AbandonForm) -> None:
    adapting.abandon(found, form.cleaned_data["reason"], by=request.user)


def confirm(request: Request, found: Adaptation, form: ConfirmForm) -> None:
    adapting.confirm(found, **form.cleaned_data, by=request.user)


def dispute(request: Request, found: Adaptation, form: DisputeForm) -> None:
    adapting.dispute(found, form.cleaned_data["reason"], by=request.user)


def own_card(request: Request, found: Adaptation, form: OwnCardForm) -> None:
    adapting.link_own_card(found, form.cleaned_data["card"], by=request.user)


STEPS = {
    "under-way": Step(gettext_lazy("It is under way."), under_way),
    "working": Step(
        gettext_lazy("It works: the cities concerned are told, and those who follow the theme."),
        working,
        lambda sent, found: WorkingForm(sent, prefix="working", began=found.started),
        "working_form",
    ),
    "abandon": Step(
        gettext_lazy("Thank you for telling why. It is kept among what others should know."),
        abandon,
        lambda sent, _found: AbandonForm(sent, prefix="abandoned"),
        "abandon_form",
    ),
    "confirm": Step(
        gettext_lazy("Confirmed. The other city was told."),
        confirm,
        lambda sent, _found: ConfirmForm(sent, prefix="confirmed"),
        "confirm_form",
    ),
    "dispute": Step(
        gettext_lazy("Said. The other city was told, and can correct it."),
        dispute,
        lambda sent, _found: DisputeForm(sent, prefix="disputed"),
        "dispute_form",
    ),
    "own-card": Step(
        gettext_lazy("Linked. Whoever adapts that card goes on from yours."),
        own_card,
        lambda sent, found: OwnCardForm(sent, cards=cards_of(found), prefix="own"),
        "card_form",
    ),
}
