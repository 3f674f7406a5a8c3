"""One search over everything that may be seen."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from enlacesur.core.access import access, public
from enlacesur.core.http import Request
from enlacesur.core.pagination import Pages, page_number
from enlacesur.matching.search import Search, search
from enlacesur.network.permissions import is_member

KINDS = {
    "solution": _("Solutions"),
    "need": _("Needs"),
    "strength": _("What cities offer"),
    "expert": _("Experts"),
    "organisation": _("Cities and institutions"),
    "exchange": _("Exchanges"),
}
PER_PAGE = 20


@access(public)
def everything(request: Request) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", " ")[:500]
    kind = request.GET.get("kind", "")
    number = page_number(request)
    asked = Search(
        text=text,
        language=(get_language() or "es")[:2],
        kinds=(kind,) if kind in KINDS else tuple(KINDS),
        audiences=("public", "members") if is_member(request.user) else ("public",),
    )
    found = search(asked, page=number, per_page=PER_PAGE)
    return render(
        request,
        "portal/search.html",
        {
            "q": text,
            "kind": kind if kind in KINDS else "",
            "found": found,
            "kinds": counted(found.facets.get("kind", {})),
            "pages": Pages(number, found.total, PER_PAGE),
        },
    )


def counted(counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    return [(name, label, counts.get(name, 0)) for name, label in KINDS.items() if counts.get(name)]
