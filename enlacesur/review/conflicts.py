"""Who stands too near to judge, each with the sentence that says why: for all evaluators at once."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from enlacesur.network.models import Affiliation, Organisation, OrganisationKind
from enlacesur.review import subjects
from enlacesur.review.models import Assessment, Evaluator, Tie, three_years_ago
from enlacesur.review.models.evaluators import PLACE, institutions

Reasons = dict[int, list[str]]  # evaluator → sentences


@dataclass(frozen=True)
class Found:
    evaluator: int
    sentence: str


def conflicts_of(evaluators: Collection[Evaluator], assessment: Assessment) -> Reasons:
    """A constant number of queries, however many evaluators there are."""
    parties = {party.pk: party for party in assessment.parties.annotate(place=PLACE)}
    belongings = belongings_of(evaluators)
    found: Reasons = defaultdict(list)
    for source in (of_institution, of_city, of_tie, of_features, of_secretariat):
        for one in source(evaluators, belongings, parties):
            if one.sentence not in found[one.evaluator]:
                found[one.evaluator].append(one.sentence)
    return {evaluator: sentences for evaluator, sentences in found.items() if sentences}


Belongings = dict[int, set[int]]  # evaluator → their institutions of the last three years
Parties = dict[int, Any]


def belongings_of(evaluators: Collection[Evaluator]) -> Belongings:
    by_person = {evaluator.person_id: evaluator.pk for evaluator in evaluators}
    columns = [
        rows.filter(person__in=list(by_person)).order_by().values_list("person", "organisation")
        for rows in institutions(three_years_ago()).values()
    ]
    found: Belongings = defaultdict(set)
    for person, organisation in columns[0].union(*columns[1:]):
        found[by_person[person]].add(organisation)
    return found


def of_institution(_evaluators: Any, belongings: Belongings, parties: Parties) -> Iterator[Found]:
    for evaluator, own in belongings.items():
        for pk in own & set(parties):
            yield Found(
                evaluator,
                _("Works at %(organisation)s, or did in the last three years.") % {"organisation": parties[pk]},
            )


def of_city(_evaluators: Any, belongings: Belongings, parties: Parties) -> Iterator[Found]:
    """Another institution of the same city. Two cities of one name are two cities."""
    places = {(party.country, party.place) for party in parties.values() if party.place}
    near = Organisation.objects.annotate(place=PLACE).filter(place__in={place for _country, place in places})
    by_place: dict[tuple[str, str], list[Organisation]] = defaultdict(list)
    for one in near:
        by_place[one.country, one.place].append(one)
    neighbours = {
        one.pk: party
        for party in parties.values()
        for one in by_place[party.country, party.place]
        if one.pk not in parties and OrganisationKind.CITY not in {one.kind} & {party.kind}
    }
    for evaluator, own in belongings.items():
        for pk in own & set(neighbours):
            yield Found(
                evaluator, _("Belongs to the same city as %(organisation)s.") % {"organisation": neighbours[pk]}
            )


def of_tie(evaluators: Collection[Evaluator], _belongings: Any, parties: Parties) -> Iterator[Found]:
    ties = Tie.objects.filter(evaluator__in=[one.pk for one in evaluators], organisation__in=list(parties))
    for tie in ties:
        said = {"organisation": parties[tie.organisation_id], "why": tie.why}
        yield Found(tie.evaluator_id, _("Declared a tie with %(organisation)s: %(why)s") % said)


def of_features(_evaluators: Any, belongings: Belongings, parties: Parties) -> Iterator[Found]:
    """The same agreement or project in the last three years, as the rooms above know them."""
    everywhere = set().union(*belongings.values()) if belongings else set()
    said: dict[int, list[str]] = defaultdict(list)
    for source in subjects.TIE_SOURCES:
        for organisation, sentence in source(everywhere, list(parties), three_years_ago()):
            said[organisation].append(sentence)
    for evaluator, own in belongings.items():
        for organisation in own & set(said):
            for sentence in said[organisation]:
                yield Found(evaluator, sentence)


def of_secretariat(evaluators: Collection[Evaluator], _belongings: Any, _parties: Any) -> Iterator[Found]:
    by_person = {evaluator.person_id: evaluator.pk for evaluator in evaluators}
    deciding = Affiliation.objects.active().filter(organisation__kind=OrganisationKind.NETWORK)
    for person in deciding.filter(person__in=list(by_person)).values_list("person", flat=True):
        yield Found(by_person[person], _("Acts for the secretariat, which decides."))
