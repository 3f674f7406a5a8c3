"""What is told of evaluations, to evaluators, to the secretariat and to those whose card was judged."""

from django.utils.translation import gettext_lazy as _

from enlacesur.notifications.news import Telling, register_events

EVENTS = {
    "evaluation.asked": Telling(_("You are asked to evaluate “%(title)s”, by %(day)s"), asks=_("Accept or decline")),
    "evaluation.reminded": Telling(_("The secretariat reminds you to evaluate “%(title)s”, by %(day)s")),
    "evaluation.handed_over": Telling(_("Somebody else goes on with the evaluation of “%(title)s”")),
    "evaluation.released": Telling(_("Your evaluation of “%(title)s” is no longer needed")),
    "assessment.needs_evaluator": Telling(_("“%(title)s” needs another evaluator")),
    "assessment.ready": Telling(_("The evaluations of “%(title)s” are in: it can be decided")),
    "assessment.accepted": Telling(_("“%(title)s” was accepted")),
    "assessment.distinguished": Telling(_("“%(title)s” was distinguished")),
    "assessment.returned": Telling(_("“%(title)s” was returned to you, to be improved")),
    "assessment.declined": Telling(_("“%(title)s” was not accepted")),
    "evaluator.offered": Telling(_("%(person)s offers to evaluate")),
    "evaluator.admitted": Telling(_("You were admitted as an evaluator")),
    "evaluator.refused": Telling(_("You were not admitted as an evaluator")),
    "evaluator.resting": Telling(_("You rest as an evaluator: nothing new is asked of you")),
    "evaluator.ended": Telling(_("You are no longer an evaluator")),
}


def register() -> None:
    register_events(EVENTS)
