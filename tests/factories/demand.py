"""Needs of many cities, each with how well it is met as the worker would have found it."""

from typing import Any

from django.utils import timezone

from enlacesur.exchange.models import Coverage, Need
from tests.factories.exchange import post
from tests.factories.network import CityFactory, PersonFactory, affiliate


def cover(need: Need, good: int) -> Need:
    best = "good" if good else "possible"
    found = {"solution": best, "strength": "none", "expert": "none", "good": good, "found_at": timezone.now()}
    Coverage.objects.update_or_create(need=need, defaults=found)
    return need


def leave_uncovered(needs: list[Need]) -> None:
    Coverage.objects.filter(need__in=needs).delete()


def ask_in(country: str, unmet: int = 0, met: int = 0, **fields: Any) -> list[Need]:
    """So many needs of as many cities of a country."""
    return [ask_one(country, good, **fields) for good in [0] * unmet + [2] * met]


def ask_one(country: str, good: int, population: int = 120_000, posted_at: Any = None, **fields: Any) -> Need:
    city = CityFactory(country=country, population=population)
    need = cover(post(city, affiliate(PersonFactory(), city).person, **fields), good)
    if posted_at:
        Need.objects.filter(pk=need.pk).update(posted_at=posted_at)
    return need
