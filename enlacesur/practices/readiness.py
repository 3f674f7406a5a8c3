"""Before a city adapts a card: each thing that is needed, beside what the city has said of itself; and for each gap the
best expert, offer or solution of others. All of it is found in the index: what is private to others is not in reach."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from enlacesur.core.links import localised
from enlacesur.matching import fit
from enlacesur.matching import reasons as why
from enlacesur.matching.documents import Document
from enlacesur.matching.explain import sentence
from enlacesur.matching.match import Match, Wanted, match
from enlacesur.matching.ranking import similar
from enlacesur.network.models import Organisation
from enlacesur.practices.documents import sketch
from enlacesur.practices.models import Practice

OWN = ("strength", "expert", "solution", "exchange")
FILLS = ("expert", "strength", "solution")
AUDIENCES = ("public", "members")  # the page is for people of a member
MOST_REASONS = 3


class Answer(models.TextChoices):
    HAS = "has", _("Your city has it")
    PARTLY = "partly", _("Your city has something of it")
    GAP = "gap", _("It is missing")


@dataclass(frozen=True)
class Evidence:
    """A document that answers to what is needed, and why it does."""

    match: Match

    @property
    def url(self) -> str:
        return localised(self.match.document.url)

    @property
    def reasons(self) -> list[str]:
        return [sentence(reason) for reason in self.match.reasons[:MOST_REASONS]]


@dataclass(frozen=True)
class Line:
    """One thing that is needed. `corrected`: the city's own word goes before what was found."""

    requirement: str
    answer: Answer
    own: Evidence | None
    filler: Evidence | None
    corrected: bool = False
    note: str = ""


@dataclass(frozen=True)
class Readiness:
    lines: list[Line]
    speaks_for: list[str]
    speaks_against: list[str]

    @property
    def gaps(self) -> int:
        return sum(line.answer == Answer.GAP for line in self.lines)


def readiness(practice: Practice, city: Organisation, said: Mapping[str, Any]) -> Readiness:
    """`said`: what the city has corrected, by what is needed."""
    wanted = wanted_by(city, practice, f"{practice.summary}\n{practice.problem}", practice.title)
    speaks_for, speaks_against = circumstances(practice, wanted)
    lines = [line_of(practice, city, text, said.get(text)) for text in practice.requirements]
    return Readiness(lines, speaks_for, speaks_against)


def wanted_by(city: Organisation, practice: Practice, text: str, title: str = "") -> Wanted:
    return Wanted(
        text=text,
        title=title,
        language=practice.language,
        country=city.country,
        population=city.population or 0,
        languages=(city.language,),
        organisation_id=city.pk,
    )


def line_of(practice: Practice, city: Organisation, text: str, said: Any) -> Line:
    wanted = wanted_by(city, practice, text)
    own = best(match(wanted, kinds=OWN, audiences=AUDIENCES, per_kind=1, of=city.pk))
    answer = Answer(said[0]) if said else found_to_be(own)
    filler = best_of_others(wanted, practice) if answer != Answer.HAS else None
    return Line(text, answer, own, filler, corrected=bool(said), note=said[1] if said else "")


def best(found: list[Match]) -> Evidence | None:
    return Evidence(found[0]) if found else None


def found_to_be(own: Evidence | None) -> Answer:
    if own is None:
        return Answer.GAP
    return Answer.HAS if own.match.strength == "strong" else Answer.PARTLY


def best_of_others(wanted: Wanted, practice: Practice) -> Evidence | None:
    """Not the card itself, which only says that it is needed."""
    return best(match(wanted, kinds=FILLS, audiences=AUDIENCES, per_kind=1, exclude=[f"solution:{practice.pk}"]))


def circumstances(practice: Practice, wanted: Wanted) -> tuple[list[str], list[str]]:
    """Size and cost, beside those of the city: its ceiling is that of its own need that is nearest to the card."""
    needs = match(wanted, kinds=("need",), audiences=AUDIENCES, per_kind=1, of=wanted.organisation_id)
    ceiling, card = (needs[0].document.cost_ceiling if needs else None), sketch(practice)
    return (
        [sentence(reason) for reason in for_it(wanted.population, ceiling, card)],
        [sentence(reason) for reason in against_it(wanted.population, ceiling, card)],
    )


def for_it(population: int, ceiling: int | None, card: Document) -> Iterator[why.Reason]:
    if similar(population, card.population):
        yield why.SimilarSize(card.population)
    if ceiling and card.cost_ceiling is not None and card.cost_ceiling <= ceiling:
        yield why.WithinCeiling(ceiling)


def against_it(population: int, ceiling: int | None, card: Document) -> Iterator[why.Misfit]:
    yield from fit.size_apart(population, card.population)
    if ceiling and card.cost_ceiling is not None and card.cost_ceiling > ceiling:
        yield why.AboveCeiling(card.cost_ceiling, ceiling)
