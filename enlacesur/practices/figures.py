"""A shelf in figures: computed from the rows each time."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from enlacesur.network.models import Organisation, OrganisationKind
from enlacesur.practices.models import Partnership, Practice, Shelf, Submission
from enlacesur.practices.states import PartState, PracticeState
from enlacesur.taxonomy.models import Term, Vocabulary
from enlacesur.taxonomy.vocabulary import current


@dataclass(frozen=True)
class Figures:
    """`balance`: each country of the network with its cards, those without any too: a gap is shown as it is."""

    cards: int
    institutions: int
    universities: int
    countries: int
    balance: list[tuple[Term, int, float]]  # and the part of the largest, 0..1
    places: list[tuple[float, float]]  # where the institutions of the cards are


def on_shelf(shelf: Shelf) -> Any:
    """What was accepted, of cards that are published."""
    return Submission.objects.on_shelf().filter(shelf=shelf.value, practice__state=PracticeState.PUBLISHED)


def cards_on(shelf: Shelf) -> Any:
    """The published cards that stand on a shelf."""
    return Practice.objects.filter(pk__in=on_shelf(shelf).values("practice"))


Party = tuple[int, str, str, float | None, float | None]  # key, kind, country, where it is
PARTY = ("kind", "country", "latitude", "longitude")


def figures_of(shelf: Shelf) -> Figures:
    """Two queries, whose rows are institutions and not cards. A card stands on a shelf once."""
    own = whose(shelf)
    taking_part = {key: (kind, country) for key, kind, country, *_place in [*own, *taking_part_on(shelf)]}
    of_cards = Counter[str]()
    for (_key, _kind, country, *_place), n in own.items():
        of_cards[country] += n
    most = max(of_cards.values(), default=0)
    countries = current(Vocabulary.COUNTRIES)
    return Figures(
        cards=of_cards.total(),
        institutions=len(taking_part),
        universities=sum(kind == OrganisationKind.UNIVERSITY for kind, _country in taking_part.values()),
        countries=len({country for _kind, country in taking_part.values()}),
        balance=[(term, of_cards[term.slug], of_cards[term.slug] / most if most else 0.0) for term in countries],
        places=[(lat, lon) for _key, _kind, _country, lat, lon in own if lat is not None and lon is not None],
    )


def whose(shelf: Shelf) -> dict[Party, int]:
    """The institutions of the cards, and how many cards each has."""
    of = [f"practice__organisation__{name}" for name in PARTY]
    rows = on_shelf(shelf).order_by().values_list("practice__organisation", *of).annotate(n=Count("pk"))
    return {(key, kind, country, latitude, longitude): n for key, kind, country, latitude, longitude, n in rows}


def taking_part_on(shelf: Shelf) -> list[Party]:
    """Who confirmed a part in a card."""
    cards = on_shelf(shelf).values("practice")
    confirmed = Partnership.objects.filter(state=PartState.CONFIRMED, practice__in=cards)
    rows = Organisation.objects.filter(pk__in=confirmed.values("organisation")).order_by()
    return list(rows.values_list("pk", *PARTY))
