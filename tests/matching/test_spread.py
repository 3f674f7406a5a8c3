"""Fair exposure: among nearly equals, who was not yet shown goes first; what is clearly better stays first."""

from dataclasses import dataclass, replace

import pytest

from enlacesur.matching.documents import Document
from enlacesur.matching.ranking import spread
from tests.matching.conftest import BASE

HOME = replace(BASE, id=1, organisation_id=1, country="BR", population=2_000_000)
ELSEWHERE = {
    "city": replace(HOME, id=3, organisation_id=2),
    "country": replace(HOME, id=3, organisation_id=2, country="UY"),
    "size": replace(HOME, id=3, organisation_id=2, population=20_000),
}


@dataclass(frozen=True)
class Placed:
    document: Document
    score: float


def order(*placed):
    return [one.document.id for one in spread([Placed(*one) for one in placed], "es")]


@pytest.mark.parametrize("other", ELSEWHERE.values(), ids=ELSEWHERE)
def test_another_city_country_or_size_of_nearly_the_same_score_goes_before_a_second_of_the_first(other):
    again = replace(HOME, id=2, organisation_id=1 if other is ELSEWHERE["city"] else 9)
    assert order((HOME, 1.0), (again, 0.9), (other, 0.899)) == [1, 3, 2]


@pytest.mark.parametrize("other", ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_is_clearly_better_stays_first(other):
    assert order((HOME, 1.0), (replace(HOME, id=2), 0.9), (other, 0.5)) == [1, 2, 3]


def test_what_is_not_known_of_a_card_costs_it_nothing():
    unknown = [replace(BASE, id=n, organisation_id=0, country="", population=0) for n in (1, 2, 3)]
    assert order(*[(one, 1 - one.id / 1000) for one in unknown]) == [1, 2, 3]
