"""The pages by which everybody comes in: home, search, themes, figures, a member's page."""

from typing import Any

from django.db.models import Q, Value
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from enlacesur.core.access import access, public
from enlacesur.core.http import Request
from enlacesur.core.pagination import paginate
from enlacesur.core.profile import in_language, network
from enlacesur.exchange.models import Exchange, Expert, Need, Strength
from enlacesur.exchange.views.needs import named_cities
from enlacesur.network.map import Map, draw
from enlacesur.network.models import Affiliation, Organisation, OrganisationKind, Role
from enlacesur.network.permissions import sees_what_members_see
from enlacesur.portal import figures as numbers
from enlacesur.portal.context import unread_of
from enlacesur.practices.models import Adaptation, Practice
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named, terms

MOST_ADAPTATIONS = 24


@access(public)
def home(request: Request) -> HttpResponse:
    needs = list(Need.objects.open().visible_to(request.user).select_related("organisation")[:3])
    known = named_cities(request, needs)
    return render(
        request,
        "portal/home.html",
        {
            "headline": numbers.headline(),
            "content": numbers.content(),
            "map": draw(numbers.active_cities()),
            "practices": Practice.objects.published().select_related("organisation").order_by("-published_at")[:6],
            "needs": [(need, need.pk in known) for need in needs],
            "exchanges": Exchange.objects.public().with_parties().order_by("-agreed_at")[:3],
            "themes": numbers.per_theme(),
            "examples": in_language(network().get("search_examples", {})),
            "now": timezone.now(),
        },
    )


@access(public)
def figures(request: Request) -> HttpResponse:
    return render(
        request,
        "portal/figures.html",
        {"headline": numbers.headline(), "content": numbers.content(), "now": timezone.now()},
    )


@access(public)
def themes(request: Request) -> HttpResponse:
    return render(request, "portal/themes.html", {"themes": numbers.per_theme()})


@access(public)
def theme(request: Request, slug: str) -> HttpResponse:
    term = terms(Vocabulary.THEMES).get(slug)
    if term is None:
        raise Http404
    needs = list(
        Need.objects.open().visible_to(request.user).filter(themes__contains=[slug]).select_related("organisation")[:5]
    )
    known = named_cities(request, needs)
    practices = Practice.objects.published().filter(themes__contains=[slug]).select_related("organisation")
    return render(
        request,
        "portal/theme.html",
        {
            "term": term,
            "page": paginate(request, practices.order_by("-published_at", "-id"), 12),
            "needs": [(need, need.pk in known) for need in needs],
            "strengths": Strength.objects.offered().filter(themes__contains=[slug]).select_related("organisation")[:8],
            "experts": Expert.objects.offered().filter(themes__contains=[slug]).select_related("organisation")[:8],
        },
    )


@access(public)
def organisation(request: Request, slug: str) -> HttpResponse:
    """A member's page: people in charge as it publishes them, and all it has shared, asked, offered and done."""
    rows = Organisation.objects.exclude(kind=OrganisationKind.NETWORK)
    unread = unread_of(request).counted() if request.user.is_authenticated else Value(0)
    found: Any = get_object_or_404(rows.annotate(unread=unread), slug=slug)
    context = {"organisation": found, "unread_notices": found.unread, **belongings(request, found)}
    return render(request, "portal/organisation.html", context)


def map_of(found: Organisation) -> Map | None:
    if found.latitude is None or found.longitude is None:
        return None
    return draw([], [(found.name, found.latitude, found.longitude)])


def belongings(request: Request, found: Organisation) -> dict[str, Any]:
    needs = Need.objects.open().naming(request.user).filter(organisation=found)
    if not sees_what_members_see(request.affiliations):
        needs = needs.visible_to(request.user)
    shown = {
        "practices": list(Practice.objects.published().filter(organisation=found).order_by("-published_at")[:12]),
        "needs": list(needs.order_by("-posted_at")[:12]),
        "strengths": list(Strength.objects.offered().filter(organisation=found)[:12]),
        "experts": list(Expert.objects.offered().filter(organisation=found)[:12]),
    }
    active_in = {slug for rows in shown.values() for row in rows for slug in row.themes}
    return shown | {
        "mandates": found.mandates.in_force().filter(published=True),
        "exchanges": Exchange.objects.public().of(found).with_parties().order_by("-agreed_at")[:12],
        **adaptations_of(found),
        "themes": named(Vocabulary.THEMES, active_in | set(found.themes)),
        "map": map_of(found),
        # What buttons to show; the actions behind them ask for permission themselves.
        "own": any(mine.organisation_id == found.pk for mine in request.affiliations),
        "manages": any(manages(mine, found) for mine in request.affiliations),
    }


def adaptations_of(found: Organisation) -> dict[str, list[Adaptation]]:
    """What it adapted of others', and what of its own others adapted."""
    concerned = Q(organisation=found) | Q(practice__organisation=found)
    rows = list(Adaptation.objects.filter(concerned).with_parties().order_by("-updated_at")[:MOST_ADAPTATIONS])
    return {
        "adapts": [row for row in rows if row.organisation_id == found.pk],
        "adapted": [row for row in rows if row.organisation_id != found.pk],
    }


def manages(mine: Affiliation, organisation: Organisation) -> bool:
    representative = mine.organisation_id == organisation.pk and mine.role == Role.REPRESENTATIVE
    return representative or mine.organisation.kind == OrganisationKind.NETWORK
