"""The Bank and the Observatory as everybody reads them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from enlacesur.core.access import access, public
from enlacesur.core.http import Request
from enlacesur.network.map import draw
from enlacesur.practices.facets import (
    AXIS,
    AXIS_BEFORE,
    COUNTRY,
    CRITERION,
    EDITION,
    SDG,
    SIZE,
    THEME,
    UNIVERSITY,
    Facet,
)
from enlacesur.practices.figures import figures_of, places_of
from enlacesur.practices.models import Shelf
from enlacesur.practices.views.reading import listed


def facets_of(shelf: Shelf) -> tuple[Facet, ...]:
    """What a shelf is about first: the Bank its axes, the Observatory its universities."""
    by_axis, own = (AXIS, AXIS_BEFORE), (EDITION[shelf], CRITERION[shelf])
    first, last = (by_axis, (UNIVERSITY,)) if shelf == Shelf.BANK else ((UNIVERSITY,), by_axis)
    return (*first, THEME, COUNTRY, *own, SDG, SIZE, *last)


@access(public)
def bank(request: Request) -> HttpResponse:
    return page(request, Shelf.BANK)


@access(public)
def observatory(request: Request) -> HttpResponse:
    return page(request, Shelf.OBSERVATORY)


def page(request: Request, shelf: Shelf) -> HttpResponse:
    context: dict[str, Any] = listed(request, facets_of(shelf), marks=(f"shelf:{shelf.value}",))
    whole = not (context["q"] or context["chosen"] or context["pages"].number > 1)
    context |= {
        "shelf": shelf,
        "figures": figures_of(shelf) if whole else None,
        "map": draw(places_of(shelf)) if whole else None,
    }
    return render(request, "practices/shelf.html", context)
