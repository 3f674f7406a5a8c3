from django.contrib import messages
from django.core.signing import BadSignature
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, public, signed_in
from enlacesur.core.http import Request
from enlacesur.core.links import localised
from enlacesur.core.pagination import paginate
from enlacesur.notifications import actions
from enlacesur.notifications.forms import InterestForm
from enlacesur.notifications.mail import STOP
from enlacesur.notifications.models import Interest, Notification

MAX_INTERESTS = 50


@access(signed_in)
def inbox(request: Request) -> HttpResponse:
    rows = request.user.notifications.with_reasons().order_by("-id")
    return render(
        request,
        "notifications/inbox.html",
        {"page": paginate(request, rows), "unread": request.user.notifications.unread().count()},
    )


@access(signed_in)
def notification(request: Request, pk: int) -> HttpResponse:
    """Open a notice: it is read from now on, and the reader goes where it points."""
    found = get_object_or_404(request.user.notifications.select_related("event"), pk=pk)
    actions.read(found)
    return redirect(localised(found.event.data.get("candidate_url") or found.event.url))


@access(signed_in)
@require_POST
def read_all(request: Request) -> HttpResponse:
    actions.read_all(request.user)
    return redirect("inbox")


@access(signed_in)
@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """No more for this reason, from the inbox."""
    found = get_object_or_404(request.user.notifications.with_reasons(), pk=pk)
    actions.stop(found)
    messages.success(request, _("Stopped. You get no more notices for this reason."))
    return redirect("inbox")


@csrf_exempt  # RFC 8058: the mail program posts, without our cookie; the signature is the proof
@access(public)
def notification_stop(request: Request, token: str) -> HttpResponse:
    """No more for this reason, from the mail. Reading the page changes nothing."""
    try:
        pk = STOP.unsign(token)
    except BadSignature as fault:
        raise Http404 from fault
    found = get_object_or_404(Notification.objects.with_reasons().select_related("person"), pk=pk)
    if request.method == "POST":
        actions.stop(found)
    return render(request, "notifications/stop.html", {"notification": found, "stopped": request.method == "POST"})


@access(signed_in)
def interests(request: Request) -> HttpResponse:
    rows = request.user.interests.annotate(brought=Count("notifications"))
    mutes = request.user.mutes.order_by("-at")
    return render(request, "notifications/interests.html", {"interests": rows, "mutes": mutes})


@access(signed_in)
@require_POST
def unmute(request: Request, pk: int) -> HttpResponse:
    actions.unmute(get_object_or_404(request.user.mutes, pk=pk))
    messages.success(request, _("You get notices of it again."))
    return redirect("interests")


@access(signed_in)
def interest_new(request: Request) -> HttpResponse:
    """A new interest; a search page hands its own words and filters over in the address."""
    handed = {name: request.GET.getlist(name) for name in ("kinds", "themes", "sdgs", "countries")}
    initial = handed | {"words": request.GET.get("words", "")[:200]}
    return write(request, Interest(person=request.user, language=request.user.language[:2]), initial)


@access(signed_in)
def interest_edit(request: Request, pk: int) -> HttpResponse:
    return write(request, get_object_or_404(request.user.interests, pk=pk), {})


def write(request: Request, interest: Interest, initial: dict) -> HttpResponse:
    form = InterestForm(request.POST or None, instance=interest, initial=initial)
    if request.method == "POST" and form.is_valid():
        if not interest.pk and request.user.interests.count() >= MAX_INTERESTS:
            form.add_error(None, _("You have %(n)s interests. Delete one first.") % {"n": MAX_INTERESTS})
        else:
            form.save()
            messages.success(request, _("Saved. You get a notice when there is something."))
            return redirect("interests")
    return render(request, "notifications/interest_form.html", {"form": form, "interest": interest})


@access(signed_in)
@require_POST
def interest_settle(request: Request, pk: int) -> HttpResponse:
    """Stop, resume or delete."""
    found = get_object_or_404(request.user.interests, pk=pk)
    step = request.POST.get("step")
    if step == "delete":
        found.delete()
    else:
        found.active = step == "resume"
        found.save(update_fields=["active"])
    messages.success(request, _("Saved."))
    return redirect("interests")
