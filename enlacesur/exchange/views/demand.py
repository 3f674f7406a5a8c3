"""What cities ask for and nobody answers yet: the page, the same as a file, and for the secretariat what is behind."""

from collections.abc import Container
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Func, IntegerField, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import render

from enlacesur.core.access import access, public
from enlacesur.core.http import Request
from enlacesur.core.pagination import paginate
from enlacesur.core.spreadsheet import csv_file
from enlacesur.exchange import demand_table
from enlacesur.exchange.demand import FEWEST, SIZE_NAMES, THRESHOLDS, figures
from enlacesur.exchange.models import Need, NeedQuerySet
from enlacesur.exchange.views.needs import named_cities
from enlacesur.network.models import today
from enlacesur.network.permissions import is_secretariat
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import terms


@access(public)
def demand(request: Request) -> HttpResponse:
    context: dict[str, Any] = {"figures": figures(), "fewest": FEWEST, "behind": None}
    if is_secretariat(request.user):
        context |= behind(request)
    return render(request, "exchange/demand.html", context)


@access(public)
def demand_csv(request: Request) -> HttpResponse:
    return csv_file(f"demanda-{today().isoformat()}.csv", demand_table.rows(figures()))


def behind(request: Request) -> dict[str, Any]:
    """For the secretariat: the unmet needs that a figure counts, without telling more of hidden cities than others."""
    page = paginate(request, counted(request).select_related("organisation", "coverage").order_by("-posted_at", "-id"))
    known = named_cities(request, page.object_list)
    return {"behind": [(need, need.pk in known) for need in page], "page": page}


def counted(request: Request) -> NeedQuerySet:
    """The unmet ones of the theme, the countries and the sizes in the address."""
    rows = Need.objects.unmet().public()
    for slug in chosen(request, "theme", terms(Vocabulary.THEMES)):
        rows = rows.filter(themes__contains=[slug])
    if countries := chosen(request, "country", terms(Vocabulary.COUNTRIES)):
        rows = rows.filter(organisation__country__in=countries)
    if sizes := chosen(request, "size", SIZE_NAMES):
        rows = rows.alias(size=SIZE).filter(size__in=[SIZE_NAMES.index(s) for s in sizes])
    return rows


def chosen(request: Request, name: str, known: Container[str]) -> list[str]:
    return [value for value in request.GET.getlist(name) if value in known]


SIZE = Func(  # of a hidden city it is not known, as in the figures
    Case(
        When(hide_city=True, then=0),
        default=Coalesce("organisation__population", 0),
        output_field=IntegerField(),
    ),
    Value(THRESHOLDS, ArrayField(IntegerField())),
    function="width_bucket",
    output_field=IntegerField(),
)
