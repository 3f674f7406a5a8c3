"""What a person wants to be told of, and how often."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, signed_in
from enlacesur.core.forms import status_of
from enlacesur.core.http import Request, local_path
from enlacesur.core.states import NotNow
from enlacesur.notifications import actions
from enlacesur.notifications.attention import attention
from enlacesur.notifications.forecast import Forecast, forecast
from enlacesur.notifications.forms import InterestForm, PreferencesForm
from enlacesur.notifications.models import Interest, Level, Mute
from enlacesur.notifications.models.interests import name_followed
from enlacesur.notifications.suggestions import suggestions


@access(signed_in)
def interests(request: Request) -> HttpResponse:
    rows = list(request.user.interests.current().annotate(brought=Count("notifications")))
    name_followed(rows)
    context = {
        "interests": rows,
        "levels": Level.choices,
        "mutes": request.user.mutes.order_by("-at"),
        "suggestions": suggestions(request.user, rows, request.acting),
        "attention": attention(request.user, request.affiliations),
    }
    return render(request, "notifications/interests.html", context)


@access(signed_in)
@require_POST
def unmute(request: Request, pk: int) -> HttpResponse:
    """A second press ends where the first did: by then it is silenced no more."""
    mute = Mute.objects.filter(pk=pk).first()
    if mute and mute.person_id != request.user.pk:
        raise Http404
    if mute:
        actions.unmute(mute)
    messages.success(request, _("You get notices of it again."))
    return redirect("interests")


@access(signed_in)
def interest_new(request: Request) -> HttpResponse:
    """A new interest; a search page hands its own words and filters over in the address."""
    return write(request, Interest(person=request.user, language=request.user.language[:2]), handed(request.GET))


@access(signed_in)
def interest_edit(request: Request, pk: int) -> HttpResponse:
    """As it is now: what was changed in another window meanwhile goes on from there, and nothing typed is lost."""
    found = get_object_or_404(request.user.interests, pk=pk).latest
    if found.ended_at and request.method != "POST":
        messages.success(request, _("It was deleted or changed already."))
        return redirect("interests")
    return write(request, found, {})


def handed(query: QueryDict) -> dict[str, Any]:
    many = ("kinds", "themes", "axes", "sdgs", "countries", "sizes", "organisations")
    return {name: query.getlist(name) for name in many} | {"words": query.get("words", "")[:200]}


def write(request: Request, interest: Interest, initial: dict[str, Any]) -> HttpResponse:
    form = InterestForm(request.POST or None, instance=interest, initial=initial)
    told = None
    if request.method == "POST" and form.is_valid():
        if "forecast" not in request.POST and keep(request, form, interest):
            return redirect("interests")
        told = forecast(form.instance)
    elif request.method == "GET":
        told = forecast_before(request, interest)
    context = {"form": form, "interest": interest, "told": told}
    if request.htmx:
        return render(request, "notifications/parts/forecast.html", context)
    return render(request, "notifications/interest_form.html", context, status=status_of(form))


def forecast_before(request: Request, interest: Interest) -> Forecast | None:
    """Of what is handed over, or of the interest as it is."""
    if interest.pk:
        return forecast(interest)
    asked = InterestForm(request.GET, instance=Interest(person=interest.person, language=interest.language))
    return forecast(asked.instance) if request.GET and asked.is_valid() else None


def keep(request: Request, form: InterestForm, interest: Interest) -> bool:
    before = request.user.interests.current().filter(pk=interest.pk).first()
    try:
        kept = actions.follow(request.user, replacing=before, **form.cleaned_data)
    except NotNow as refused:
        form.add_error(None, str(refused.reason))
        return False
    if kept.level == Level.MUTED:
        messages.success(request, _("Saved. Nothing of it is told to you any more."))
    else:
        messages.success(request, _("Saved. You get a notice when there is something."))
    return True


@access(signed_in)
def follow(request: Request) -> HttpResponse:
    """One tap on a search page, on a city's page, on a suggestion: tell me when there is more like this."""
    if request.method != "POST":  # who signs in again on the way comes back without the form
        return redirect("interests")
    form = InterestForm(request.POST, instance=Interest(person=request.user, language=request.user.language[:2]))
    if form.is_valid():
        try:
            kept = actions.follow(request.user, **form.cleaned_data)
            messages.success(
                request,
                _("Saved: you get a notice when there is more of “%(interest)s”. Change it among your interests.")
                % {"interest": kept},
            )
        except NotNow as refused:
            messages.error(request, str(refused.reason), extra_tags="earth")
    else:
        wrong = form.errors.get("words") or [_("This cannot be followed as it is. Choose what interests you.")]
        messages.error(request, str(wrong[0]), extra_tags="earth")
    return redirect(local_path(request, request.POST.get("next"), "interests"))


@access(signed_in)
@require_POST
def interest_settle(request: Request, pk: int) -> HttpResponse:
    """Pause, resume, delete, or another level."""
    found = get_object_or_404(request.user.interests, pk=pk)
    step = request.POST.get("step")
    if found.ended_at:
        messages.success(request, _("It was deleted or changed already."))
    elif step in Level.values:
        actions.set_level(found, Level(step))
        messages.success(request, _("Saved: “%(interest)s”.") % {"interest": found})
    elif step in STEPS:
        act, said = STEPS[step]
        act(found)
        messages.success(request, said % {"interest": found})
    return redirect("interests")


STEPS = {
    "stop": (actions.pause, gettext_lazy("Stopped: “%(interest)s” brings nothing more.")),
    "resume": (actions.resume, gettext_lazy("“%(interest)s” brings notices again.")),
    "delete": (actions.end, gettext_lazy("Deleted: “%(interest)s”.")),
}


@access(signed_in)
def preferences(request: Request) -> HttpResponse:
    """How, when and how much."""
    form = PreferencesForm(request.POST or None, instance=actions.preferences_to_begin_with(request.user))
    if request.method == "POST" and form.is_valid():
        actions.settle(form.instance)
        messages.success(request, _("Saved."))
        return redirect("preferences")
    return render(
        request,
        "notifications/preferences.html",
        {"form": form, "attention": attention(request.user, request.affiliations)},
        status=status_of(form),
    )


@access(signed_in)
@require_POST
def address_try(request: Request) -> HttpResponse:
    """The person has mended what was wrong with the address: the next mail goes there again."""
    actions.address_works(request.user)
    messages.success(request, _("The next mail goes there again."))
    return redirect("preferences")


@access(signed_in)
@require_POST
def new_feed_key(request: Request) -> HttpResponse:
    if actions.new_feed_key(request.user):
        messages.success(request, _("The private addresses are new. The old ones lead nowhere."))
    else:
        messages.success(request, _("These are your private addresses. Copy them into your other programs."))
    return redirect("preferences")


@access(signed_in)
@require_POST
def end_feeds(request: Request) -> HttpResponse:
    actions.end_feeds(request.user)
    messages.success(request, _("The private addresses are switched off: they lead nowhere."))
    return redirect("preferences")
