"""A shelf in figures: computed from the rows each time."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from enlacesur.network.models import Organisation
from enlacesur.practices.models import Practice, Shelf, Submission
from enlacesur.practices.states import PartState
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


def cards_on(shelf: Shelf) -> Any:
    """The published cards that stand on a shelf."""
    on = Submission.objects.on_shelf().filter(shelf=shelf.value)
    return Practice.objects.published().filter(pk__in=on.values("practice"))


def institutions_of(shelf: Shelf) -> Any:
    """Whose the cards are, and who confirmed a part in them."""
    cards = cards_on(shelf)
    own = cards.values("organisation")
    partners = cards.filter(partnerships__state=PartState.CONFIRMED).values("partnerships__organisation")
    return Organisation.objects.filter(pk__in=own.union(partners))


def figures_of(shelf: Shelf) -> Figures:
    """Two queries."""
    of_cards = Counter(cards_on(shelf).order_by().values_list("organisation__country", flat=True))
    taking_part = list(institutions_of(shelf).values_list("kind", "country"))
    most = max(of_cards.values(), default=0)
    countries = current(Vocabulary.COUNTRIES)
    return Figures(
        cards=sum(of_cards.values()),
        institutions=len(taking_part),
        universities=sum(kind == "university" for kind, _country in taking_part),
        countries=len({country for _kind, country in taking_part}),
        balance=[(term, of_cards[term.slug], of_cards[term.slug] / most if most else 0.0) for term in countries],
    )


def places_of(shelf: Shelf) -> Any:
    """Coordinates of the institutions whose cards stand on a shelf."""
    rows = Organisation.objects.filter(pk__in=cards_on(shelf).values("organisation"), latitude__isnull=False)
    return rows.values_list("latitude", "longitude").distinct()
