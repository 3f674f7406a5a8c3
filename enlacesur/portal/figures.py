"""The network in figures: computed from the data each time, never typed in."""

from collections import Counter
from typing import Any

from django.db import connection
from django.db.models import Count, Sum, Value

from enlacesur.exchange.models import Exchange, Expert, Need, Strength, Visibility
from enlacesur.network.models import Organisation
from enlacesur.practices.models import Practice
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import current


def headline() -> dict[str, Any]:
    """Themes, cities, countries, people: the four of the home page, in one query."""
    cities = Organisation.objects.members().cities()
    row = cities.aggregate(cities=Count("id"), countries=Count("country", distinct=True), people=Sum("population"))
    themes = current(Vocabulary.THEMES)
    groups = sum(term.data.get("kind") == "group" for term in themes)
    return row | {"people": row["people"] or 0, "themes": len(themes), "units": len(themes) - groups, "groups": groups}


def content() -> dict[str, int]:
    """How much of each kind everybody can look at; in one query, for the home page asks for it."""
    rows = {
        "solutions": Practice.objects.published(),
        "needs": Need.objects.open().filter(visibility=Visibility.PUBLIC),
        "strengths": Strength.objects.offered(),
        "experts": Expert.objects.offered(),
        "exchanges": Exchange.objects.public(),
    }
    kinds = [queryset.order_by().values(kind=Value(name)).annotate(n=Count("pk")) for name, queryset in rows.items()]
    found = {row["kind"]: row["n"] for row in kinds[0].union(*kinds[1:], all=True)}
    return {name: found.get(name, 0) for name in rows}


def per_theme() -> list[tuple[Any, int]]:
    """Each theme with the cities that have published, asked or offered something in it."""
    counted: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(CITIES_PER_THEME)
        counted.update(dict(cursor.fetchall()))
    return [(term, counted[term.slug]) for term in current(Vocabulary.THEMES)]


CITIES_PER_THEME = """
SELECT theme, count(DISTINCT organisation_id) FROM (
    SELECT unnest(themes) AS theme, organisation_id FROM practices_practice WHERE state = 'published'
    UNION ALL SELECT unnest(themes), organisation_id FROM exchange_strength WHERE state = 'offered'
    UNION ALL SELECT unnest(themes), organisation_id FROM exchange_need
        WHERE state = 'open' AND visibility = 'public' AND NOT hide_city
) active GROUP BY theme
"""


def active_cities() -> Any:
    """Coordinates of the cities with something published: the dots of the home page's map."""
    has_something = Organisation.objects.members().filter(latitude__isnull=False)
    ids = Practice.objects.published().values("organisation").union(Strength.objects.offered().values("organisation"))
    return has_something.filter(pk__in=ids).values_list("latitude", "longitude")
