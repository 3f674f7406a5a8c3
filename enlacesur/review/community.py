"""The evaluators of the expert community: the one writer of their states."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.states import DONE_ALREADY, NotNow, move
from enlacesur.journal.actions import Target, forget_titles, record
from enlacesur.journal.models import Audience
from enlacesur.journal.said import ERASED
from enlacesur.network.models import Organisation, OrganisationKind
from enlacesur.review.models import Evaluator, Tie
from enlacesur.review.permissions import can_admit_evaluators, can_offer, can_rest
from enlacesur.review.states import EVALUATOR_TRANSITIONS, EvaluatorState

PROFILE = ("organisation", "about", "themes", "sdgs", "languages", "at_once")
NOTHING_SAID: dict[str, Any] = {"organisation": None, "about": "", "themes": [], "sdgs": [], "languages": []}
MAY_OFFER_AGAIN = (EvaluatorState.REFUSED, EvaluatorState.ENDED)


def offer(person: Person, profile: dict[str, Any]) -> Evaluator:
    """ "I offer to evaluate"; later on, the profile brought up to date. Who had ended offers again."""
    with transaction.atomic():
        require(can_offer(person))
        Person.objects.select_for_update().get(pk=person.pk)
        evaluator = Evaluator.objects.filter(person=person).first()
        new = evaluator is None or evaluator.state in MAY_OFFER_AGAIN
        evaluator = evaluator or Evaluator(person=person)
        for name in PROFILE:
            setattr(evaluator, name, profile[name])
        if new:
            evaluator.state, evaluator.offered_at = EvaluatorState.OFFERED, timezone.now()
        evaluator.save()
        if new:
            tell_offices("evaluator.offered", evaluator)
    return evaluator


def admit(evaluator: Evaluator, *, by: Person) -> Evaluator:
    return decided(evaluator, EvaluatorState.ADMITTED, "", by)


def refuse(evaluator: Evaluator, reason: str, *, by: Person) -> Evaluator:
    if not reason.strip():
        raise NotNow(_("Say why, in a sentence: the person will read it."))
    return decided(evaluator, EvaluatorState.REFUSED, reason.strip(), by)


def decided(evaluator: Evaluator, to: EvaluatorState, reason: str, by: Person) -> Evaluator:
    """On an offer; who rests goes on by `go_on`."""
    with transaction.atomic():
        evaluator = locked(evaluator)
        require(can_admit_evaluators(by))
        if evaluator.state != EvaluatorState.OFFERED:
            raise NotNow(_("This has changed in the meantime, and that step is no longer possible."))
        evaluator.reason, evaluator.decided_by, evaluator.decided_at = reason, by, timezone.now()
        advance(evaluator, to)
        tell_person(f"evaluator.{to.value}", evaluator, by, f"evaluator.reason:{evaluator.pk}" if reason else "")
    return evaluator


def rest(evaluator: Evaluator, *, by: Person) -> Evaluator:
    """No more is asked of them until they go on. What they have under way they finish."""
    return moved(evaluator, EvaluatorState.RESTING, by)


def go_on(evaluator: Evaluator, *, by: Person) -> Evaluator:
    """Back from a rest."""
    return moved(evaluator, EvaluatorState.ADMITTED, by, only=EvaluatorState.RESTING)


def end(evaluator: Evaluator, *, by: Person) -> Evaluator:
    """For good. What is unfinished is handed over first, so that nothing is left in nobody's hands."""
    return moved(evaluator, EvaluatorState.ENDED, by)


def forget(evaluator: Evaluator, *, by: Person) -> None:
    """They closed their account: they end, and what they said of themselves, and others of them, is erased."""
    with transaction.atomic():
        if evaluator.state not in MAY_OFFER_AGAIN:
            evaluator = end(evaluator, by=by)
        evaluator.ties.all().delete()
        for name, nothing in NOTHING_SAID.items():
            setattr(evaluator, name, nothing)
        evaluator.reason = ERASED if evaluator.state == EvaluatorState.REFUSED else ""
        evaluator.save()
        forget_titles("evaluator", evaluator.pk)


def moved(evaluator: Evaluator, to: EvaluatorState, by: Person, only: EvaluatorState | None = None) -> Evaluator:
    with transaction.atomic():
        evaluator = locked(evaluator)
        require(can_rest(by, evaluator))
        if only and evaluator.state != only:
            raise NotNow(_("This has changed in the meantime, and that step is no longer possible."))
        if to == EvaluatorState.ENDED and evaluator.evaluations.unfinished().exists():
            raise NotNow(_("There are evaluations under way. Finish them, or give them back, first."))
        advance(evaluator, to)
        tell_person(f"evaluator.{to.value}", evaluator, by)
    return evaluator


def declare_tie(evaluator: Evaluator, organisation: Organisation, why: str, *, by: Person) -> Tie:
    """From now on they are not asked to judge what this institution takes part in, and what they have in hand of it
    ends: see jobs.follow_ties. Twice is once."""
    with transaction.atomic():
        require(can_rest(by, evaluator))
        if not why.strip():
            raise NotNow(_("Say in a few words what ties you to it."))
        tie, new = Tie.objects.get_or_create(
            evaluator=evaluator, organisation=organisation, defaults={"why": why.strip()}
        )
        if new:
            tell_of_tie("tie.declared", tie, str(organisation), by)
    return tie


def take_tie_back(tie: Tie, *, by: Person) -> None:
    """It no longer holds, or never did: the journal keeps that it was declared."""
    with transaction.atomic():
        require(can_rest(by, tie.evaluator))
        if not Tie.objects.select_for_update().filter(pk=tie.pk).exists():
            raise NotNow(DONE_ALREADY)
        tell_of_tie("tie.taken_back", tie, str(tie), by)
        tie.delete()


def advance(evaluator: Evaluator, to: EvaluatorState) -> None:
    evaluator.state = move(EVALUATOR_TRANSITIONS, EvaluatorState(evaluator.state), to)
    evaluator.save()


def locked(evaluator: Evaluator) -> Evaluator:
    return Evaluator.objects.select_for_update(of=("self",)).select_related("person").get(pk=evaluator.pk)


def tell_of_tie(verb: str, tie: Tie, title: str, by: Person) -> None:
    place = Target("evaluator", tie.evaluator_id, title, reverse("evaluator_profile"))
    record(verb, place, actor=by, audience=Audience.NOBODY)


def tell_offices(verb: str, evaluator: Evaluator) -> None:
    offices = Organisation.objects.filter(kind=OrganisationKind.NETWORK).values_list("pk", flat=True)
    record(
        verb,
        Target("evaluator", evaluator.pk, str(evaluator), reverse("evaluators")),
        actor=evaluator.person,
        audience=Audience.ORGANISATIONS,
        audience_ids=list(offices),
        data={"says": f"evaluator.about:{evaluator.pk}"},
    )


def tell_person(verb: str, evaluator: Evaluator, by: Person, says: str = "") -> None:
    """What they did themselves they know: the fan-out leaves out who did it."""
    record(
        verb,
        Target("evaluator", evaluator.pk, str(evaluator), reverse("evaluator_profile")),
        actor=by,
        audience=Audience.PEOPLE,
        audience_ids=[evaluator.person_id],
        settles=f"evaluator:{evaluator.pk}",
        data={"says": says} if says else {},
    )
