"""The inbox: what a person was told, what waits for them first."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, signed_in
from enlacesur.core.http import Request, local_path, whole_number
from enlacesur.core.links import localised
from enlacesur.core.pagination import paginate
from enlacesur.network.models import Affiliation
from enlacesur.network.permissions import sees_what_members_see
from enlacesur.notifications import actions
from enlacesur.notifications.attention import attention
from enlacesur.notifications.contents import Contents, Standing, documents_at_hand, keys_of
from enlacesur.notifications.forms import ReadForm
from enlacesur.notifications.models import Interest, Notification, Reason
from enlacesur.notifications.models.interests import name_followed
from enlacesur.notifications.news import KINDS, MANY_ALIKE, SHOWN_OF_THEM, becoming, kinds, source_of, whose

SHOWN = {
    "": gettext_lazy("Everything"),
    "mine": gettext_lazy("Waiting for me"),
    "interests": gettext_lazy("By my interests"),
}
MINE = Q(mandatory=True) & ~Q(reason=Reason.ANNOUNCEMENT)
CONDITIONS = {"": Q(), "mine": MINE, "interests": Q(reason=Reason.INTEREST)}
UNREAD = Q(read_at__isnull=True)


@access(signed_in)
def inbox(request: Request) -> HttpResponse:
    shown, kind = request.GET.get("shown", ""), request.GET.get("kind", "")
    mine = Notification.objects.listed_for(request.user, request.affiliations)
    counts = mine.aggregate(
        **{f"n_{name}": Count("pk", UNREAD & condition) for name, condition in CONDITIONS.items()},
        to_read=Count("pk", UNREAD & asked(request)),
        newest=Max("created_at", filter=UNREAD & asked(request)),
    )
    page = paginate(request, chosen(mine, request).with_reasons())
    context = {
        "page": page,
        "days": by_day(told(page.object_list, request.user, request.affiliations)),
        "tabs": [(name, label, counts[f"n_{name}"], name == shown) for name, label in SHOWN.items()],
        "shown": shown,
        "kinds": kinds(),
        "kind": kind,
        "brought_by": brought_by(request),
        "unread_only": bool(request.GET.get("unread")),
        "unread_notices": counts["n_"],
        "to_read": counts["to_read"],
        "newest": counts["newest"],
        "attention": attention(request.user, request.affiliations),
    }
    return render(request, "notifications/inbox.html", context)


def chosen(mine: QuerySet[Notification], request: Request) -> Any:
    """The notices that the filters of the address leave."""
    rows = mine.filter(asked(request))
    return rows.filter(UNREAD) if request.GET.get("unread") else rows


def asked(request: Request) -> Q:
    """What the filters ask for, read or not."""
    interest = whole_number(request.GET.get("interest"))
    brought = Q(interest=interest) if interest else Q()
    return CONDITIONS.get(request.GET.get("shown", ""), Q()) & of_kind(request.GET.get("kind", "")) & brought


def brought_by(request: Request) -> Interest | None:
    """The interest of the person's own of which they ask what it brought."""
    interest = whole_number(request.GET.get("interest"))
    return request.user.interests.filter(pk=interest).first() if interest else None


def of_kind(kind: str) -> Q:
    """A good practice is a solution that was accepted: the event tells them apart."""
    if kind not in KINDS:
        return Q()
    return Q(event__target_kind=kind) | Q(event__verb__in=becoming([kind]))


def told(
    notices: Any, person: Any, affiliations: Sequence[Affiliation], *, titles: bool = False
) -> list[dict[str, Any]]:
    """Each notice with its content, or its title alone; of what may be seen no more, that it is so."""
    rows = list(notices)
    names = {affiliation.organisation_id: str(affiliation.organisation) for affiliation in affiliations}
    for row in rows:
        row.person, row.institution = person, names.get(row.organisation_id, "")
    name_followed(row.interest for row in rows if row.interest and row.interest.organisations)
    acting = frozenset((person.pk, affiliation.organisation_id) for affiliation in affiliations)
    members = frozenset([person.pk] if sees_what_members_see(affiliations) else [])
    language = get_language() or person.language  # of the page
    standing = Standing(acting, members)
    contents = Contents(rows, standing, documents_at_hand(keys_of(rows)), language=language, titles=titles)
    return [{"notice": row, "seen": contents.visible(row), "content": contents.content(row, language)} for row in rows]


def by_day(rows: Sequence[dict[str, Any]]) -> list[tuple[datetime, list[dict[str, Any]]]]:
    """The days, and of each its notices: of a burst from one institution the first, the rest behind one line."""
    days = groupby(rows, key=lambda row: timezone.localdate(row["notice"].created_at))
    return [(first["notice"].created_at, folded([first, *more])) for _day, (first, *more) in days]


def folded(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for _alike, together in groupby(rows, key=alike):
        several = list(together)
        shown = SHOWN_OF_THEM if len(several) >= MANY_ALIKE else len(several)
        who = whose(several[0]["notice"].event)
        found.append({"rows": several[:shown], "more": several[shown:], "who": who})
    return found


def alike(row: dict[str, Any]) -> tuple[Any, ...]:
    """What is theirs to answer, and what is no longer to be seen, stands alone."""
    notice = row["notice"]
    source = None if notice.mandatory or not row["seen"] else source_of(notice.event)
    return source or (notice.pk,)


def own(request: Request, pk: int) -> Notification:
    mine = Notification.objects.shown_to(request.user, request.affiliations)
    rows = mine.select_related("event", "interest", "person")
    return get_object_or_404(rows, pk=pk)


@access(signed_in)
def notification(request: Request, pk: int) -> HttpResponse:
    """Open a notice: it is read from now on, and the reader goes where it points."""
    found = own(request, pk)
    actions.read(found)
    return redirect(localised(found.target))


@access(signed_in)
@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """Read, less like this, or no more for this reason: as it was when its page was made."""
    found, until = own(request, pk), until_of(request)
    if until and found.created_at > until:
        messages.error(request, _("There is news of it since. Look at it first."), extra_tags="earth")
        return back(request)
    match request.POST.get("step"):
        case "less":
            messages.success(request, actions.less(found))
        case "stop" if found.can_be_stopped:
            messages.success(request, actions.stop(found))
    actions.read(found, until)
    return back(request)


@access(signed_in)
@require_POST
def read_all(request: Request) -> HttpResponse:
    """All that the filters of the inbox show, but what came after its page was made: nobody has seen that."""
    rows = chosen(Notification.objects.shown_to(request.user, request.affiliations), request)
    if until := until_of(request):
        rows = rows.filter(created_at__lte=until)
    actions.read_all(rows)
    return back(request)


def until_of(request: Request) -> datetime | None:
    """The newest that the page showed on which something is marked."""
    form = ReadForm(request.POST)
    return form.cleaned_data["until"] if form.is_valid() else None


def back(request: Request) -> HttpResponse:
    return redirect(local_path(request, request.POST.get("next"), "inbox"))
