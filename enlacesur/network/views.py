from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, public, require, signed_in
from enlacesur.core.forms import status_of
from enlacesur.core.http import Request
from enlacesur.core.pagination import paginate
from enlacesur.core.states import NotNow
from enlacesur.core.steps import refusals_told
from enlacesur.network import actions
from enlacesur.network.forms import AdmitForm, DirectoryForm, JoinForm, MandateForm, PublicForm
from enlacesur.network.map import draw
from enlacesur.network.middleware import SESSION_KEY
from enlacesur.network.models import Affiliation, Mandate, Organisation, OrganisationKind, Role
from enlacesur.network.permissions import can_manage_people, can_tell_whether_public
from enlacesur.network.states import AffiliationState
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import current


@access(public)
def directory(request: Request) -> HttpResponse:
    form = DirectoryForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    found = filtered(Organisation.objects.members(), chosen)
    points = found.filter(latitude__isnull=False).values_list("latitude", "longitude")
    counts = dict(found.order_by().values_list("country").annotate(Count("id")))
    return render(
        request,
        "network/directory.html",
        {
            "page": paginate(request, found.order_by("alphabetical", "id"), 50),
            "map": draw(points),
            "countries": [(term, counts.get(term.slug, 0)) for term in current(Vocabulary.COUNTRIES)],
            "kinds": [choice for choice in OrganisationKind.choices if choice[0] != OrganisationKind.NETWORK],
            "chosen": chosen,
            "q": chosen.get("q", ""),
            "country": chosen.get("country", ""),
            "kind": chosen.get("kind", ""),
        },
    )


def filtered(organisations: Any, chosen: dict[str, str]) -> Any:
    if name := chosen.get("q", "").replace("\x00", ""):
        organisations = organisations.called(name) | organisations.filter(region__icontains=name)
    if country := chosen.get("country"):
        organisations = organisations.filter(country=country)
    if kind := chosen.get("kind"):
        organisations = organisations.filter(kind=kind)
    return organisations


@access(signed_in)
def act_for(request: Request) -> HttpResponse:
    """Choose for which institution to act; the choice stays for the session."""
    if request.method == "POST":
        wanted = request.POST.get("organisation", "")
        for affiliation in request.affiliations:
            if str(affiliation.organisation_id) == wanted:
                request.session[SESSION_KEY] = affiliation.organisation_id
                messages.success(
                    request, _("Now you act for %(organisation)s.") % {"organisation": affiliation.organisation}
                )
                return redirect("dashboard")
        messages.error(request, _("You do not act for that institution."), extra_tags="earth")
    return render(request, "network/act_for.html", {})


@access(signed_in)
def join(request: Request) -> HttpResponse:
    form = JoinForm(request.POST or None, initial={"organisation": request.GET.get("organisation", "")})
    if request.method == "POST" and form.is_valid():
        organisation = get_object_or_404(Organisation.objects.members(), pk=form.cleaned_data["organisation"])
        actions.ask_to_join(
            request.user, organisation, post=form.cleaned_data["post"], message=form.cleaned_data["message"]
        )
        messages.success(
            request,
            _("Asked. The representative of %(organisation)s or the secretariat will admit you.")
            % {"organisation": organisation},
        )
        return redirect("dashboard")
    return render(request, "network/join.html", {"form": form}, status=status_of(form))


@access(signed_in)
def people(request: Request, slug: str) -> HttpResponse:
    """Who acts for an organisation, and who asks to: for its representative and the secretariat."""
    organisation = get_object_or_404(Organisation, slug=slug)
    require(can_manage_people(request.user, organisation))
    form = MandateForm(request.POST or None, instance=Mandate(organisation=organisation))
    if request.method == "POST" and form.is_valid():
        actions.publish_mandate(form.save(commit=False), by=request.user)
        messages.success(request, _("Published on the page of %(organisation)s.") % {"organisation": organisation})
        return redirect("people", slug)
    rows = organisation.affiliations.select_related("person", "decided_by").order_by("-id")
    return render(
        request,
        "network/people.html",
        {
            "organisation": organisation,
            "asking": [row for row in rows if row.state == AffiliationState.ASKED],
            "active": [row for row in rows if row.state == AffiliationState.ACTIVE],
            "past": [row for row in rows if row.state in (AffiliationState.ENDED, AffiliationState.REFUSED)][:50],
            "roles": Role.choices,
            "mandates": organisation.mandates.in_force(),
            "form": form,
            "public_form": public_form(request, organisation),
        },
        status=status_of(form),
    )


def public_form(request: Request, organisation: Organisation) -> PublicForm | None:
    asks = organisation.kind == OrganisationKind.UNIVERSITY and can_tell_whether_public(request.user)
    return PublicForm(instance=organisation) if asks else None


@access(signed_in)
@require_POST
def university_public(request: Request, slug: str) -> HttpResponse:
    university = get_object_or_404(Organisation, slug=slug, kind=OrganisationKind.UNIVERSITY)
    require(can_tell_whether_public(request.user))
    form = PublicForm(request.POST)
    if form.is_valid():
        actions.tell_whether_public(university, form.cleaned_data["public"], by=request.user)
        messages.success(request, _("Saved."))
    return redirect("people", slug)


@access(signed_in)
@require_POST
def mandate_end(request: Request, pk: int) -> HttpResponse:
    mandate = get_object_or_404(Mandate.objects.select_related("organisation"), pk=pk)
    actions.end_mandate(mandate, by=request.user)
    messages.success(request, _("Ended. The page of the institution no longer shows it."))
    return redirect("people", mandate.organisation.slug)


@access(signed_in)
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Admit, refuse or end one affiliation; what may be done is decided by the actions."""
    affiliation = get_object_or_404(Affiliation.objects.select_related("organisation", "person"), pk=pk)
    with refusals_told(request):
        messages.success(request, carry_out(request, affiliation))
    if can_manage_people(request.user, affiliation.organisation):
        return redirect("people", affiliation.organisation.slug)
    return redirect("dashboard")


def carry_out(request: Request, affiliation: Affiliation) -> str:
    """Do what the button says. Returns the sentence to show. Raises NotNow, PermissionDenied."""
    names = {"person": affiliation.person, "organisation": affiliation.organisation}
    step = request.POST.get("step")
    if step == "admit":
        form = AdmitForm(request.POST)
        actions.admit(
            affiliation, by=request.user, role=form.cleaned_data["role"] if form.is_valid() else Role.OFFICIAL
        )
        return _("%(person)s now acts for %(organisation)s.") % names
    if step == "refuse":
        actions.refuse(affiliation, by=request.user, reason=request.POST.get("reason", "")[:500])
        return _("%(person)s was told why not.") % names
    if step == "role":
        form = AdmitForm(request.POST)
        if not form.is_valid():
            raise NotNow(_("That button is not known here."))
        changed = actions.change_role(affiliation, form.cleaned_data["role"], by=request.user)
        return _("%(person)s is now: %(role)s.") % {"person": changed.person, "role": changed.get_role_display()}
    if step == "end":
        actions.end(affiliation, by=request.user)
        return _("%(person)s no longer acts for %(organisation)s.") % names
    raise NotNow(_("That button is not known here."))
