from typing import Any

from django.utils.translation import gettext as _

from enlacesur.core.access import ALLOWED, Answer, Denied
from enlacesur.network.models import Organisation
from enlacesur.network.permissions import is_secretariat
from enlacesur.review.models import Assessment, Evaluation, Evaluator
from enlacesur.review.models.assessments import standing_of


def can_open(person: Any, parties: list[Organisation]) -> Answer:
    """Put something forward: the people of a party, or the secretariat in their name."""
    own, of_secretariat = standing_of(person)
    if of_secretariat or any(party.pk in own for party in parties):
        return ALLOWED
    return Denied(_("Only people who act for one of its institutions can put this forward."))


def can_close(person: Any, assessment: Assessment) -> Answer:
    return can_open(person, list(assessment.parties.all()))


def can_manage(person: Any, assessment: Assessment) -> Answer:
    """Ask evaluators, remind, hand over: the secretariat, but nobody in what concerns an institution of their own."""
    own, of_secretariat = standing_of(person)
    if not of_secretariat:
        return Denied(_("Only the secretariat of the network can do this."))
    if acts_for_party(own, assessment):
        return Denied(_("You act for one of its institutions: somebody else of the secretariat has to do this."))
    return ALLOWED


def acts_for_party(own: list[int], assessment: Assessment) -> bool:
    return bool(own) and Assessment.objects.of_parties(own).filter(pk=assessment.pk).exists()


def can_decide(person: Any, assessment: Assessment) -> Answer:
    if isinstance(answer := can_manage(person, assessment), Denied):
        return answer
    if assessment.evaluations.submitted().filter(evaluator__person=person).exists():
        return Denied(_("You evaluated this: somebody else of the secretariat has to decide it."))
    return ALLOWED


def can_evaluate(person: Any, evaluation: Evaluation) -> Answer:
    """The evaluator who was asked, while nothing ties them to a party."""
    if not person.is_authenticated or evaluation.evaluator.person_id != person.pk:
        return Denied(_("Only the evaluator who was asked can do this."))
    if is_secretariat(person):
        return Denied(_("Who decides does not evaluate: you act for the secretariat."))
    if not Evaluation.objects.unbiased(person).filter(pk=evaluation.pk).exists():
        return Denied(
            _("You have a conflict of interest with an institution that takes part. Somebody else evaluates this.")
        )
    return ALLOWED


def can_hand_over(person: Any, evaluation: Evaluation) -> Answer:
    if evaluation.evaluator.person_id == person.pk:
        return ALLOWED
    return can_manage(person, evaluation.assessment)


def can_offer(person: Any) -> Answer:
    """Offer to evaluate: everybody with an account, but for those who decide."""
    if not person.is_authenticated:
        return Denied(_("Sign in to go on."))
    if is_secretariat(person):
        return Denied(_("Who decides does not evaluate: you act for the secretariat."))
    return ALLOWED


def can_admit_evaluators(person: Any) -> Answer:
    if is_secretariat(person):
        return ALLOWED
    return Denied(_("Only the secretariat of the network can do this."))


def can_rest(person: Any, evaluator: Evaluator) -> Answer:
    """Rest for a while, go on, or end: the evaluator, or the secretariat."""
    if person.is_authenticated and evaluator.person_id == person.pk:
        return ALLOWED
    return can_admit_evaluators(person)
