"""What the words of a list of practices mean: institutions, countries, themes, axes, seals.

Each reading of a cell returns its value, or raises ValidationError with a sentence.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from enlacesur.core.text import folded, nearest
from enlacesur.network.models import Organisation, OrganisationKind
from enlacesur.practices.bank_columns import in_all_languages
from enlacesur.practices.models import CostBand
from enlacesur.practices.states import SubmissionState
from enlacesur.taxonomy.models import Term, Vocabulary
from enlacesur.taxonomy.vocabulary import country_name, current, meant, nearly_meant

SEVERAL = re.compile(r"[;|\n]")
SEAL = re.compile(r"(?:[^\W\d]+[ -]*)?(?:(\d{4})[ -]+)?(\d{1,5})$")
WITH_COUNTRY = re.compile(r"(.+?)\s*\(([^()]+)\)$")
IN_EDITION = re.compile(r"\s*\((\d{4})\)$")
BEFORE_GOAL = re.compile(r"^\D{0,6}\d{1,2}[\s.:·–-]*")
LANGUAGES = {
    "es": ("es", "espanol", "espanhol", "castellano", "spanish"),
    "pt": ("pt", "pt-br", "portugues", "portuguese"),
}
STATES = {
    SubmissionState.ACCEPTED: ("accepted", "aceptada", "aceptado", "aceita", "aceito", "aprobada", "aprovada"),
    SubmissionState.DISTINGUISHED: (
        "distinguished",
        "distinguida",
        "distinguido",
        "destacada",
        "destacado",
        "premiada",
    ),
}


@dataclass(frozen=True)
class Part:
    organisation: Organisation
    words: str


class Directory:
    """The institutions by all that a list may call them, read once for a whole file."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[Organisation]] = defaultdict(list)
        self.by_acronym: dict[str, list[Organisation]] = defaultdict(list)
        for organisation in Organisation.objects.exclude(kind=OrganisationKind.NETWORK).defer("about"):
            for name in {folded(organisation.name), folded(organisation.institution), organisation.slug} - {""}:
                self.by_name[name].append(organisation)
            for name in organisation.acronyms:
                self.by_acronym[name].append(organisation)

    def find(self, said: str, country: str = "") -> Organisation:
        """The one institution that is meant. Raises ValidationError, which lists those that may be."""
        known = self.by_name.get(folded(said)) or self.by_acronym.get(folded(said)) or []
        named = [one for one in known if country in ("", one.country)]
        by_slug = [one for one in named if one.slug == said.strip()]
        found = by_slug or named
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                _("“%(name)s” may be: %(candidates)s. Write the word that stands in brackets.")
                % {"name": said[:80], "candidates": listed(found)}
            )
        raise ValidationError(self.unknown(said, country))

    def unknown(self, said: str, country: str) -> str:
        sentence = _("The directory knows no institution “%(name)s”.") % {"name": said[:80]}
        if country:
            sentence = _("The directory knows no institution “%(name)s” in %(country)s.") % {
                "name": said[:80],
                "country": country_name(country),
            }
        alike = {one.pk: one for name in nearest(said, self.by_name) for one in self.by_name[name]}
        return with_suggestion(sentence, listed(alike.values()))


def with_suggestion(sentence: str, candidates: str) -> str:
    if candidates:
        sentence += " " + _("Did you mean %(candidates)s?") % {"candidates": candidates}
    return sentence


def listed(organisations: Iterable[Organisation]) -> str:
    return ", ".join(f"{one}, {one.country_name} ({one.slug})" for one in list(organisations)[:6])


def split(cell: str) -> list[str]:
    return [part.strip() for part in SEVERAL.split(cell) if part.strip()]


def split_names(vocabulary: str, cell: str, around: re.Pattern[str] | None = None) -> list[str]:
    """Names of a list may hold commas themselves: a comma parts what is no name as a whole. `around`: what may stand
    beside a name."""
    return [
        name.strip()
        for part in split(cell)
        for name in ([part] if meant(vocabulary, around.sub("", part) if around else part) else part.split(","))
        if name.strip()
    ]


def country(cell: str) -> str:
    for term in meant(Vocabulary.COUNTRIES, cell):
        return term.code
    sentence = _("“%(name)s” is not a country of the network.") % {"name": cell[:80]}
    raise ValidationError(with_suggestion(sentence, labels_near(Vocabulary.COUNTRIES, cell)))


def themes(cell: str) -> list[str]:
    numbered = {str(number): term.code for number, term in enumerate(current(Vocabulary.THEMES), start=1)}
    return [numbered.get(name) or one_of(Vocabulary.THEMES, name).code for name in split_names(Vocabulary.THEMES, cell)]


def sdgs(cell: str) -> list[int]:
    """By name, or by number with anything around it: «ODS 11: Ciudades sostenibles»."""
    found = []
    for name in split_names(Vocabulary.SDGS, cell, BEFORE_GOAL):
        number = re.search(r"\d+", name)
        found.append(int(one_of(Vocabulary.SDGS, number[0] if number else name).code))
    return sorted(set(found))


def axes(cell: str, edition: str) -> list[str]:
    """Of the edition that was in force when the practice was accepted, where the name stands in several."""
    return [axis(name, edition) for name in split_names(Vocabulary.AXES, cell, IN_EDITION)]


def axis(name: str, edition: str) -> str:
    """«Cultura», or «Cultura (2022)» where its own edition is said."""
    if (said := IN_EDITION.search(name)) and (bare := IN_EDITION.sub("", name)):
        for term in meant(Vocabulary.AXES, bare):
            if term.edition == said[1]:
                return term.code
    found = sorted(
        meant(Vocabulary.AXES, name) or [one_of(Vocabulary.AXES, name)], key=lambda term: term.since or date.min
    )
    then = [term for term in found if edition and term.since and term.since <= date(int(edition), 12, 31)]
    return (then or found[:1])[-1].code


def cost(cell: str) -> str:
    return str(among(cell, {band.value: map(folded, (band.value, *in_all_languages(band.label))) for band in CostBand}))


def one_of(vocabulary: str, name: str) -> Term:
    for term in meant(vocabulary, name):
        return term
    sentence = _("“%(name)s” is none of the list.") % {"name": name[:80]}
    raise ValidationError(with_suggestion(sentence, labels_near(vocabulary, name)))


def labels_near(vocabulary: str, name: str) -> str:
    return "; ".join(dict.fromkeys(term.label for term in nearly_meant(vocabulary, name)))


def among(cell: str, words: Mapping[Any, Iterable[str]]) -> Any:
    for value, names in words.items():
        if folded(cell) in names:
            return value
    raise ValidationError(_("“%(name)s” is none of the list.") % {"name": cell[:80]})


def seal(cell: str, edition: str) -> int:
    """12, 2022-012 or BBP 2022-012."""
    found = SEAL.match(cell)
    if not found or not int(found[2]):
        raise ValidationError(_("Write a number, or a seal that ends in one, such as 2022-012."))
    if found[1] and edition and found[1] != edition:
        raise ValidationError(_("This seal is not of the edition %(edition)s.") % {"edition": edition})
    return int(found[2])


def parts(cell: str, directory: Directory, language: str) -> tuple[Part, ...]:
    found = [part(one, directory, language) for one in split(cell)]
    if len({one.organisation.pk for one in found}) < len(found):
        raise ValidationError(_("An institution stands here twice."))
    return tuple(found)


def part(said: str, directory: Directory, language: str) -> Part:
    name, _colon, words = (piece.strip() for piece in said.partition(":"))
    bracketed = WITH_COUNTRY.match(name)
    if bracketed and (known := meant(Vocabulary.COUNTRIES, bracketed[2])):
        organisation = directory.find(bracketed[1], known[0].code)
    else:
        organisation = directory.find(name)
    if len(words) > 300:
        raise ValidationError(_("What the part of an institution was has 300 characters at most."))
    return Part(organisation, words or unsaid(language))


def unsaid(language: str) -> str:
    with translation.override({"pt": "pt-br"}.get(language, language)):
        return _("It took part, as the list of the secretariat says.")
