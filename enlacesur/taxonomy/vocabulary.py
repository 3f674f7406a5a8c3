"""The vocabularies in use, read once per process."""

from collections.abc import Iterable
from functools import cache

from enlacesur.taxonomy.models import Term, Vocabulary


@cache
def terms(vocabulary: str) -> dict[str, Term]:
    """The terms of a vocabulary in their order, by slug; retired ones too, for old cards name them."""
    return {term.slug: term for term in Term.objects.filter(vocabulary=vocabulary).order_by("position")}


def current(vocabulary: str) -> list[Term]:
    return [term for term in terms(vocabulary).values() if not term.retired]


def choices(vocabulary: str) -> list[tuple[str, str]]:
    return [(term.slug, term.label) for term in current(vocabulary)]


def named(vocabulary: str, slugs: Iterable[str | int]) -> list[Term]:
    """The terms of these slugs, in the vocabulary's order; unknown ones are left out."""
    wanted = {str(slug) for slug in slugs}
    return [term for slug, term in terms(vocabulary).items() if slug in wanted]


def country_name(code: str) -> str:
    term = terms(Vocabulary.COUNTRIES).get(code)
    return term.label if term else code


def neighbours_of(code: str) -> list[str]:
    """The countries of the network that border on one."""
    term = terms(Vocabulary.COUNTRIES).get(code)
    return list(term.data.get("neighbours", [])) if term else []


def are_neighbours(one: str, other: str) -> bool:
    return other in neighbours_of(one)
