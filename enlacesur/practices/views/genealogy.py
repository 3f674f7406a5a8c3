"""The genealogy of a card, as everybody reads it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from enlacesur.core.access import access, public
from enlacesur.core.http import Request
from enlacesur.core.pagination import paginate
from enlacesur.network.permissions import sees_what_members_see
from enlacesur.practices.drawing import map_of, tree_of
from enlacesur.practices.genealogy import Genealogy
from enlacesur.practices.models import Adaptation
from enlacesur.practices.views.reading import visible_or_404

PER_PAGE = 50


@access(public)
def solution_adaptations(request: Request, pk: int) -> HttpResponse:
    """Who adapted it, who learnt from whom, what came of it, and who can help."""
    practice = visible_or_404(request, pk)
    genealogy = Genealogy(practice)
    acting = request.acting.organisation if request.acting else None
    context = {
        "practice": practice,
        "root": genealogy.root,
        "genealogy": genealogy,
        "own": bool(acting and acting.pk == practice.organisation_id),
        "mine": Adaptation.objects.live().filter(root=genealogy.root, organisation=acting).first() if acting else None,
    }
    context |= grown(request, genealogy) if len(genealogy) else {"tree": None}
    return render(request, "practices/adaptations.html", context)


def grown(request: Request, genealogy: Genealogy) -> dict[str, Any]:
    acting = request.acting.organisation if request.acting else None
    language = (get_language() or "es")[:2]
    branches, more = genealogy.shown
    folded = sum(1 for _branch in genealogy.walk()) < len(genealogy)
    every = Adaptation.objects.filter(root=genealogy.root).with_parties().order_by("organisation__alphabetical", "id")
    return {
        "tree": tree_of(genealogy),
        "map": map_of(genealogy),
        "branches": branches,
        "more": more,
        "impact": genealogy.impact,
        "credited": credited(genealogy),
        "helpers": genealogy.helpers(language, (acting.population if acting else 0) or 0),
        "lessons": genealogy.lessons(),
        "contacts": sees_what_members_see(request.affiliations),
        "page": paginate(request, every, PER_PAGE) if folded else None,
    }


MOST_CREDITED = 8


def credited(genealogy: Genealogy) -> list[Any]:
    """Those from whose adaptation others grew, the largest first."""
    taught = [branch for branch in genealogy.walk() if genealogy.children[branch.adaptation.pk]]
    return sorted(taught, key=lambda branch: -branch.credit.adaptations)[:MOST_CREDITED]
