"""What the secretariat tells to a chosen audience: written, tried, sent, and what became of it."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, signed_in
from enlacesur.core.forms import status_of
from enlacesur.core.http import Request
from enlacesur.core.pagination import paginate
from enlacesur.core.states import NotNow
from enlacesur.core.steps import refusals_told
from enlacesur.network.access import secretariat
from enlacesur.network.models import OrganisationKind, Role
from enlacesur.notifications import announcing
from enlacesur.notifications.announcement_forms import AnnouncementForm, RecipientsForm, ScheduleForm, chosen
from enlacesur.notifications.audience import addressed, by_country, may_read, notices_of
from enlacesur.notifications.models import Announcement, Notification, Reason
from enlacesur.notifications.models.interests import labels_of
from enlacesur.notifications.permissions import can_announce
from enlacesur.notifications.states import AnnouncementState
from enlacesur.notifications.wording import because
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named

FATES = {
    "mailed": gettext_lazy("By mail"),
    "waiting": gettext_lazy("Waiting"),
    "came_back": gettext_lazy("Came back"),
    "given_up": gettext_lazy("Given up"),
    "inbox": gettext_lazy("In the inbox alone"),
}


@access(secretariat)
def announcements(request: Request) -> HttpResponse:
    rows = Announcement.objects.select_related("author")
    return render(request, "notifications/announcements.html", {"page": paginate(request, rows)})


# Writing


@access(secretariat)
def announcement_new(request: Request) -> HttpResponse:
    return write(request, Announcement())


@access(secretariat)
def announcement_edit(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Announcement, pk=pk)
    if request.method != "POST":  # what is posted is not lost: its form says what is in the way
        try:
            announcing.require_draft(found)
        except NotNow as no:
            messages.error(request, str(no.reason), extra_tags="earth")
            return redirect(found)
    return write(request, found)


def write(request: Request, announcement: Announcement) -> HttpResponse:
    form = AnnouncementForm(request.POST or None, instance=announcement)
    refused = False
    if request.method == "POST" and form.is_valid():
        try:
            kept = announcing.write(form.save(commit=False), by=request.user, seen=form.cleaned_data["seen"])
        except NotNow as no:
            form, refused = over_what_is_there(request, announcement.pk), True
            form.add_error(None, str(no.reason))
        else:
            messages.success(request, _("Saved as a draft. Nobody gets it before you send it."))
            return redirect(kept)
    context = {"form": form, "announcement": announcement, "refused": refused}
    return render(request, "notifications/announcement_form.html", context, status=status_of(form))


def over_what_is_there(request: Request, pk: int) -> AnnouncementForm:
    """What was typed, and when it is sent again, knowingly in place of what is there now."""
    now = Announcement.objects.get(pk=pk)
    data = request.POST.copy()
    data["seen"] = announcing.version_of(now)
    return AnnouncementForm(data, instance=now)


# Reading


@access(signed_in)
def announcement(request: Request, pk: int) -> HttpResponse:
    """To the secretariat with all that belongs to it; to those whom it was told, what it says."""
    found = get_object_or_404(Announcement.objects.select_related("author"), pk=pk)
    if can_announce(request.user):
        return render(request, "notifications/announcement.html", desk(request, found))
    if not may_read(request.user, found):
        raise Http404
    language = get_language() or ""
    title, text = found.said_in(language)
    context = {"announcement": found, "title": title, "text": text, "language": found.language_for(language)}
    return render(request, "notifications/announcement_read.html", context)


def desk(request: Request, found: Announcement, schedule_form: ScheduleForm | None = None) -> dict[str, Any]:
    context = {
        "announcement": found,
        "criteria": criteria_of(found),
        "previews": previews(found),
        "schedule_form": schedule_form or ScheduleForm(initial={"seen": announcing.version_of(found)}),
    }
    return context | (record(request, found) if found.state == AnnouncementState.SENT else forecast(found))


def previews(found: Announcement) -> list[dict[str, str]]:
    """What the mail says in each language that it is written in."""
    return [preview(found, language) for language in found.languages]


def preview(found: Announcement, language: str) -> dict[str, str]:
    title, text = found.said_in(language)
    with translation.override(language):
        reason = because(Notification(reason=Reason.ANNOUNCEMENT))
    return {"language": language[:2], "title": title, "text": text, "because": reason}


def criteria_of(found: Announcement) -> list[tuple[str, str]]:
    """Who is addressed, in words; each of these must hold."""
    parts = [
        (_("Who"), _("who act for a member") if found.members_only else ""),
        (_("Kind"), labels_of(OrganisationKind, found.kinds)),
        (_("Role"), labels_of(Role, found.roles)),
        (_("Country"), ", ".join(term.label for term in named(Vocabulary.COUNTRIES, found.countries))),
        (_("Theme"), ", ".join(term.label for term in named(Vocabulary.THEMES, found.themes))),
    ]
    return [(label, words) for label, words in parts if words]


def forecast(found: Announcement) -> dict[str, Any]:
    """Whom it would reach now."""
    return {"reaches": addressed(found).count(), "countries": by_country(found)}


def record(request: Request, found: Announcement) -> dict[str, Any]:
    """What reached whom."""
    counts = announcing.outcome(found)
    asked = chosen(RecipientsForm(request.GET))
    return {
        "outcome": counts,
        "fates": [(name, label, counts[name]) for name, label in FATES.items()],
        "page": paginate(request, recipients(found, asked), 50),
        "q": asked.get("q", ""),
        "fate": asked.get("fate", ""),
    }


def recipients(found: Announcement, asked: dict[str, Any]) -> Any:
    """Those who were told of it, and the mail of each."""
    rows = notices_of(found).select_related("person", "letter")
    if "fate" in asked:
        rows = rows.filter(announcing.FATES[asked["fate"]])
    for word in asked.get("q", "").split()[:5]:
        rows = rows.filter(Q(person__name__icontains=word) | Q(person__email__icontains=word))
    return rows.order_by("person__name", "person_id")


# Steps


@access(secretariat)
@require_POST
def announcement_step(request: Request, pk: int) -> HttpResponse:
    """What one button says; what may be done now is decided by the actions."""
    found = get_object_or_404(Announcement.objects.select_related("author"), pk=pk)
    form = ScheduleForm(request.POST) if request.POST.get("step") == "schedule" else None
    if form and not form.is_valid():
        return render(request, "notifications/announcement.html", desk(request, found, form), status=422)
    with refusals_told(request):
        messages.success(request, carry_out(request, found, form))
    return redirect(found)


def carry_out(request: Request, found: Announcement, form: ScheduleForm | None) -> str:
    """Returns the sentence to show. Raises NotNow, PermissionDenied."""
    match request.POST.get("step"):
        case "schedule" if form:
            return schedule(request, found, form)
        case "test":
            letter = announcing.send_test(found, by=request.user)
            return _("A test goes to %(address)s within a minute.") % {"address": letter.to}
        case "take_back":
            announcing.take_back(found, by=request.user)
            return _("Taken back: it is a draft again.")
        case "cancel":
            announcing.cancel(found, by=request.user)
            return _("Cancelled. Nobody gets it.")
        case "reopen":
            announcing.reopen(found, by=request.user)
            return _("Taken up again: it is a draft.")
    raise NotNow(_("That button is not known here."))


def schedule(request: Request, found: Announcement, form: ScheduleForm) -> str:
    at = form.cleaned_data["at"]
    announcing.schedule(found, at, by=request.user, seen=form.cleaned_data["seen"])
    return _("It goes at that hour.") if at else _("It goes within a minute. Until then it can be taken back.")
