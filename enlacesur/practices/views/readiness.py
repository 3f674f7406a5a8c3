"""What one's city has of that which a card says is needed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from enlacesur.core.access import access, require
from enlacesur.core.http import Request
from enlacesur.core.steps import refusals_told
from enlacesur.network.access import acting
from enlacesur.practices import adapting
from enlacesur.practices.adaptation_forms import CorrectionForm
from enlacesur.practices.models import Adaptation
from enlacesur.practices.permissions import can_adapt
from enlacesur.practices.readiness import readiness
from enlacesur.practices.views.reading import visible_or_404


@access(acting)
def solution_readiness(request: Request, pk: int) -> HttpResponse:
    practice, city = visible_or_404(request, pk), request.acting.organisation
    require(can_adapt(request.user, practice, city))
    mine = practice.adaptations.live().filter(organisation=city)
    if request.method == "POST":
        return correct(request, get_object_or_404(mine))
    told = mine.first()
    found = readiness(practice, city, told.readiness if told else {})
    context = {"practice": practice, "adaptation": told, "readiness": found, "lines": with_forms(found.lines, told)}
    return render(request, "practices/readiness.html", context)


def with_forms(lines: Any, told: Adaptation | None) -> list[Any]:
    """Each line with the form that corrects it, once the city has told that it adapts the card."""
    return [
        (line, CorrectionForm(prefix=f"line-{place}", initial=vars(line)) if told else None)
        for place, line in enumerate(lines)
    ]


def correct(request: Request, told: Adaptation) -> HttpResponse:
    """The forms have a prefix each: the one that was sent names its own."""
    form = CorrectionForm(request.POST, prefix=request.POST.get("prefix", ""))
    if form.is_valid():
        with refusals_told(request):
            adapting.correct_readiness(told, by=request.user, **form.correction())
            messages.success(request, _("Your city's word is kept, and goes before what was found."))
    else:
        messages.error(
            request, _("Choose one of the three answers; a word of at most 300 characters."), extra_tags="earth"
        )
    return redirect("solution_readiness", told.practice_id)
