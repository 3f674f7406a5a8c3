"""The Bank and the Observatory as everybody reads them."""

from tempfile import SpooledTemporaryFile
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from enlacesur.core.access import View, access, public
from enlacesur.core.http import Request
from enlacesur.core.spreadsheet import write_csv
from enlacesur.matching.search import Results, Search, all_ids, search
from enlacesur.network.map import draw
from enlacesur.practices import facets
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
from enlacesur.practices.figures import figures_of
from enlacesur.practices.lists import columns, lines
from enlacesur.practices.models import Shelf
from enlacesur.practices.views.reading import listed, wanted_by

USUALLY_FRAMED, MOST_FRAMED = 10, 50
MOST_IN_FILE = 5_000
MOST_IN_MEMORY = 1024 * 1024  # bytes of a file; of more it is on the disk


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
    figures = figures_of(shelf) if whole else None
    context |= {
        "shelf": shelf,
        "figures": figures,
        "map": draw(figures.places) if figures else None,
        "here": filters_in(request, shelf),
        "embed_url": reverse(f"{shelf.value}_embed"),
        "list_url": reverse(f"{shelf.value}_list"),
        "snippet": snippet(request, shelf),
        "columns": columns(),
    }
    return render(request, "practices/shelf.html", context)


def found_on(request: Request, shelf: Shelf, most: int) -> Results:
    return search(wanted_on(request, shelf), per_page=most)


def wanted_on(request: Request, shelf: Shelf) -> Search:
    return wanted_by(request, facets_of(shelf), marks=(f"shelf:{shelf.value}",))


def filters_in(request: Request, shelf: Shelf) -> str:
    """The filters of the present address, to be put after another one."""
    names = ("q", "order", *dict.fromkeys(facet.name for facet in facets_of(shelf)))
    chosen = {name: request.GET[name][:500] for name in names if request.GET.get(name)}
    return f"?{urlencode(chosen)}" if chosen else ""


# On other sites


def snippet(request: Request, shelf: Shelf) -> SafeString:
    """What one pastes into a page of one's own."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="640" loading="lazy"></iframe>',
        settings.SITE_URL + reverse(f"{shelf.value}_embed") + filters_in(request, shelf),
        shelf.heading,
    )


def may_be_framed(view: View) -> View:
    """By any site: what it shows is the same for everybody, and it takes nothing in."""
    framed: View = xframe_options_exempt(csp_replace({"frame-ancestors": ["*"]})(view))
    return framed


@access(public)
@may_be_framed
def bank_embed(request: Request) -> HttpResponse:
    return embed(request, Shelf.BANK)


@access(public)
@may_be_framed
def observatory_embed(request: Request) -> HttpResponse:
    return embed(request, Shelf.OBSERVATORY)


def embed(request: Request, shelf: Shelf) -> HttpResponse:
    """The list alone, to be shown by another site."""
    asked = facets.asked_in(request, facets_of(shelf))
    context = {
        "shelf": shelf,
        "found": found_on(request, shelf, how_many(request)),
        "chosen": facets.chosen_in(facets_of(shelf), asked, request),
        "shelf_url": reverse(shelf.value),
        "here": filters_in(request, shelf),
    }
    return render(request, "practices/embed.html", context)


def how_many(request: Request) -> int:
    raw = request.GET.get("n", "")
    return max(1, min(MOST_FRAMED, int(raw))) if raw.isdecimal() and len(raw) < 7 else USUALLY_FRAMED


# As a file


@access(public)
def bank_list(request: Request) -> FileResponse:
    return as_file(request, Shelf.BANK)


@access(public)
def observatory_list(request: Request) -> FileResponse:
    return as_file(request, Shelf.OBSERVATORY)


def as_file(request: Request, shelf: Shelf) -> FileResponse:
    """All that the filters leave, in its order, with the fields that everybody reads."""
    ids = all_ids(wanted_on(request, shelf), MOST_IN_FILE + 1)
    # Of a long list neither the cards nor the text are in memory as a whole; no query runs while it is sent.
    file = SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115  the response closes it
    write_csv(lines(ids, shelf, MOST_IN_FILE), file)
    file.seek(0)
    name = _("list-of-practices") + ".csv"
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
