"""The vocabularies in use, read once per process."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from django.utils import timezone

from enlacesur.core.text import folded, nearest
from enlacesur.taxonomy.models import Term, Vocabulary


@cache
def terms(vocabulary: str) -> dict[str, Term]:
    """The terms of a vocabulary in their order, by code; retired ones too, for old cards name them."""
    return {term.code: term for term in Term.objects.filter(vocabulary=vocabulary).order_by("position")}


def editions(vocabulary: str) -> list[str]:
    """The editions of a vocabulary that are or were in force, the newest first."""
    return list(dict.fromkeys(term.edition for term in by_age(vocabulary, timezone.localdate())))


def by_age(vocabulary: str, day: date) -> list[Term]:
    known = [term for term in terms(vocabulary).values() if term.since is None or term.since <= day]
    return sorted(known, key=lambda term: (term.since or date.min, -term.position), reverse=True)


def current(vocabulary: str) -> list[Term]:
    """The terms under which one files today: those of the edition in force."""
    newest = editions(vocabulary)[:1]
    return [term for term in terms(vocabulary).values() if not term.retired and term.edition in newest]


def choices(vocabulary: str) -> list[tuple[str, str]]:
    return [(term.code, term.label) for term in current(vocabulary)]


def under(vocabulary: str, code: str) -> list[str]:
    """The codes under which one looks for what is filed under this one: itself, those it came from, edition by
    edition, and those that came from it. Sisters that share an ancestor are not meant."""
    return [code, *earlier(vocabulary, code), *later(vocabulary, code)]


def earlier(vocabulary: str, code: str) -> list[str]:
    term = terms(vocabulary).get(code)
    before = term.data.get("was", []) if term else []
    return [found for one in before for found in (one, *earlier(vocabulary, one))]


def later(vocabulary: str, code: str) -> list[str]:
    after = [term.code for term in terms(vocabulary).values() if code in term.data.get("was", [])]
    return [found for one in after for found in (one, *later(vocabulary, one))]


def named(vocabulary: str, slugs: Iterable[str | int]) -> list[Term]:
    """The terms of these slugs or codes, in the vocabulary's order; unknown ones are left out."""
    wanted = {str(slug) for slug in slugs}
    return [term for code, term in terms(vocabulary).items() if code in wanted]


def meant(vocabulary: str, text: str) -> list[Term]:
    """The terms, of any edition, that somebody may mean who writes their code, slug or label in any language."""
    said = folded(text)
    return [term for code, term in terms(vocabulary).items() if said in names_of(term)]


def nearly_meant(vocabulary: str, text: str) -> list[Term]:
    """The terms that somebody may mean who writes a name of none, the nearest first."""
    names = {name: term for term in terms(vocabulary).values() for name in names_of(term)}
    return list(dict.fromkeys(names[name] for name in nearest(text, names)))


def names_of(term: Term) -> set[str]:
    labels = (*term.labels.values(), *term.data.get("short", {}).values())
    return {folded(name) for name in (term.code, term.slug, *labels)}


def country_name(code: str) -> str:
    term = terms(Vocabulary.COUNTRIES).get(code)
    return term.label if term else code


def neighbours_of(code: str) -> list[str]:
    """The countries of the network that border on one."""
    term = terms(Vocabulary.COUNTRIES).get(code)
    return list(term.data.get("neighbours", [])) if term else []


def are_neighbours(one: str, other: str) -> bool:
    return other in neighbours_of(one)
