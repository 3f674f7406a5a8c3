"""Who stands too near to judge, each with the sentence that says why: for all evaluators at once."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from enlacesur.journal.models import Event
from enlacesur.network.models import Affiliation, Organisation, OrganisationKind
from enlacesur.notifications.fanout import named_in
from enlacesur.review import subjects
from enlacesur.review.models import Assessment, Evaluator, Tie, three_years_ago
from enlacesur.review.models.evaluators import PLACE, institutions

Found = tuple[int, str]  # evaluator, sentence


@dataclass(frozen=True)
class View:
    """What there is to look at. `own`: by evaluator, their institutions of the last three years; `around`: the
    institutions of the parties' cities, and the secretariat."""

    evaluators: Collection[Evaluator]
    parties: dict[int, Any]
    own: dict[int, set[int]]
    around: list[Any]

    def of_those_in(self, organisation_ids: Collection[int]) -> Iterator[tuple[int, int]]:
        """Evaluator and institution, where it is one of theirs."""
        for evaluator, own in self.own.items():
            for pk in sorted(own & set(organisation_ids)):
                yield evaluator, pk


def conflicts_of(evaluators: Collection[Evaluator], assessment: Assessment) -> dict[int, list[str]]:
    """By evaluator the sentences, none for most. A constant number of queries, however many there are."""
    parties = {party.pk: party for party in assessment.parties.annotate(place=PLACE)}
    view = View(evaluators, parties, own_of(evaluators), list(around(parties)))
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for source in (of_institution, of_city, of_tie, of_features, of_secretariat):
        for evaluator, sentence in source(view):
            found[evaluator][sentence] = None
    return {evaluator: list(sentences) for evaluator, sentences in found.items()}


def touched_by(events: Collection[Event]) -> Q:
    """The evaluations that events of ties may concern: by whoever declared one; by the people of an institution that
    somebody joined; and between institutions that did something together, on whichever side these are."""
    declared = [event.target_id for event in events if event.verb == "tie.declared"]
    joined = [event.organisation_id for event in events if event.verb in subjects.JOINED]
    together = {pk for event in events if event.verb not in subjects.JOINED for pk in named_in(event)}
    found = Q(evaluator__in=declared) | Q(assessment__parties__in=together)
    for rows in institutions(three_years_ago()).values():
        found |= Q(evaluator__person__in=rows.filter(organisation__in=[*joined, *together]).values("person"))
    return found


def own_of(evaluators: Collection[Evaluator]) -> dict[int, set[int]]:
    by_person = {evaluator.person_id: evaluator.pk for evaluator in evaluators}
    columns = [
        rows.filter(person__in=list(by_person)).order_by().values_list("person", "organisation")
        for rows in institutions(three_years_ago()).values()
    ]
    found: dict[int, set[int]] = defaultdict(set)
    for person, organisation in columns[0].union(*columns[1:]):
        found[by_person[person]].add(organisation)
    return found


def around(parties: dict[int, Any]) -> Any:
    same_place = Q()
    for party in parties.values():
        if party.place:
            same_place |= Q(country=party.country, place=party.place)
    office = Q(kind=OrganisationKind.NETWORK)
    return Organisation.objects.annotate(place=PLACE).filter(same_place | office if same_place else office)


def of_institution(view: View) -> Iterator[Found]:
    for evaluator, pk in view.of_those_in(view.parties):
        said = {"organisation": view.parties[pk]}
        yield evaluator, _("Works at %(organisation)s, or did in the last three years.") % said


def of_city(view: View) -> Iterator[Found]:
    neighbours = {one.pk: party for one in view.around for party in view.parties.values() if are_neighbours(one, party)}
    for evaluator, pk in view.of_those_in(neighbours):
        yield evaluator, _("Belongs to the same city as %(organisation)s.") % {"organisation": neighbours[pk]}


def are_neighbours(one: Any, other: Any) -> bool:
    """Two institutions of one city. Two cities of one name are two cities."""
    same_place = bool(one.place) and (one.country, one.place) == (other.country, other.place)
    return same_place and one.pk != other.pk and not (one.is_city and other.is_city)


def of_tie(view: View) -> Iterator[Found]:
    ties = Tie.objects.filter(evaluator__in=[one.pk for one in view.evaluators], organisation__in=list(view.parties))
    for tie in ties:
        said = {"organisation": view.parties[tie.organisation_id], "why": tie.why}
        yield tie.evaluator_id, _("Declared a tie with %(organisation)s: %(why)s") % said


def of_features(view: View) -> Iterator[Found]:
    """The same agreement or project in the last three years, as the rooms above know them."""
    everywhere = {pk for own in view.own.values() for pk in own}
    said: dict[int, list[str]] = defaultdict(list)
    for source in subjects.TIE_SOURCES:
        for organisation, sentence in source(everywhere, list(view.parties), three_years_ago()):
            said[organisation].append(sentence)
    for evaluator, pk in view.of_those_in(said):
        for sentence in said[pk]:
            yield evaluator, sentence


def of_secretariat(view: View) -> Iterator[Found]:
    """Who decides does not judge."""
    offices = [one.pk for one in view.around if one.kind == OrganisationKind.NETWORK]
    known = {evaluator for evaluator, _pk in view.of_those_in(offices)}
    people = {one.person_id: one.pk for one in view.evaluators if one.pk in known}
    if people:
        acting = Affiliation.objects.active().filter(organisation__in=offices, person__in=list(people))
        for person in acting.values_list("person", flat=True):
            yield people[person], _("Acts for the secretariat, which decides.")
