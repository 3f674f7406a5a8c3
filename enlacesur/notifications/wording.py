"""What a notice says: composed when it is read, in the reader's language."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enlacesur.core.templatetags.ui import short_day
from enlacesur.journal.models import Event
from enlacesur.matching.documents import Document
from enlacesur.notifications.deadlines import said

if TYPE_CHECKING:
    from enlacesur.notifications.models import Interest, Notification


def title(event: Event, subject: Document | None = None, candidate: Document | None = None) -> str:
    """One sentence. What the subject, and what was found for it, are called now counts, and whether they name their
    city. An event that this version does not know is named by its title alone."""
    sentence = SENTENCES.get(event.verb)
    if sentence is None:
        return subject.title if subject else event.title
    known = words(event)
    if subject:
        known |= {"who": subject.organisation or _("A city"), "title": subject.title}
    if candidate:
        known |= {"candidate_city": candidate.organisation or _("A city"), "candidate": candidate.title}
    return str(sentence) % known


def words(event: Event) -> dict[str, Any]:
    return {
        "who": event.organisation_name or _("A city"),
        "title": event.title,
        "person": event.actor_name or _("Somebody"),
        "need": event.data.get("need_title", ""),
        "candidate": event.data.get("candidate_title", ""),
        "candidate_city": event.data.get("candidate_organisation", "") or _("A city"),
        "adapter": event.data.get("adapter", "") or _("A city"),
        "day": day_of(event.data.get("due", "")),
        "deadline": said(event.data.get("what", ""), event.data.get("words", {})),
    }


def day_of(text: str) -> str:
    return short_day(date.fromisoformat(text)) if text else ""


SENTENCES = {
    "solution.published": gettext_lazy("%(who)s published a solution: “%(title)s”"),
    "solution.edited": gettext_lazy("%(who)s brought a solution up to date: “%(title)s”"),
    "solution.recorded": gettext_lazy(
        "The secretariat entered practices of %(who)s, the latest “%(title)s”: see that they are right"
    ),
    "solution.accepted": gettext_lazy("Now a good practice of the network: “%(title)s”, of %(who)s"),
    "adaptation.begun": gettext_lazy("%(adapter)s is adapting your solution “%(title)s”. Is it so?"),
    "adaptation.asked_again": gettext_lazy("%(adapter)s corrected how it adapts “%(title)s”. Is it so now?"),
    "adaptation.working": gettext_lazy("%(adapter)s adapted “%(title)s”, and it works"),
    "adaptation.abandoned": gettext_lazy("%(adapter)s stopped adapting “%(title)s”"),
    "adaptation.confirmed": gettext_lazy("%(who)s confirms that your city adapts “%(title)s”"),
    "adaptation.disputed": gettext_lazy("%(who)s says what is not so in how you adapt “%(title)s”"),
    "need.posted": gettext_lazy("%(who)s asks for help: “%(title)s”"),
    "need.edited": gettext_lazy("%(who)s changed its need “%(title)s”"),
    "need.reopened": gettext_lazy("%(who)s asks for help again: “%(title)s”"),
    "need.revealed": gettext_lazy("%(who)s shows your city its name in the need “%(title)s”"),
    "help.offered": gettext_lazy("%(who)s may help with “%(title)s”"),
    "match.found": gettext_lazy("%(candidate_city)s published something that meets “%(need)s”: “%(candidate)s”"),
    "strength.offered": gettext_lazy("%(who)s offers: “%(title)s”"),
    "strength.edited": gettext_lazy("%(who)s changed what it offers: “%(title)s”"),
    "strength.offered_again": gettext_lazy("%(who)s offers again: “%(title)s”"),
    "expert.offered": gettext_lazy("%(who)s offers an expert: %(title)s"),
    "expert.edited": gettext_lazy("%(who)s changed what it says of an expert: %(title)s"),
    "expert.offered_again": gettext_lazy("%(who)s offers an expert again: %(title)s"),
    "exchange.asked": gettext_lazy("%(who)s asks your city for an exchange: “%(title)s”"),
    "exchange.countered": gettext_lazy("%(who)s proposes other terms for “%(title)s”"),
    "exchange.agreed": gettext_lazy("%(who)s accepted the exchange “%(title)s”"),
    "exchange.declined": gettext_lazy("%(who)s declined the exchange “%(title)s”"),
    "exchange.cancelled": gettext_lazy("%(who)s cancelled the exchange “%(title)s”"),
    "exchange.half_confirmed": gettext_lazy("%(who)s says what came of “%(title)s”. Your city's word is missing."),
    "exchange.confirmed": gettext_lazy("The exchange “%(title)s” is confirmed by both cities"),
    "contact.dead": gettext_lazy("Nobody answers any more for your card “%(title)s”: name another contact"),
    "partnership.asked": gettext_lazy("%(who)s asks your institution to confirm its part in “%(title)s”"),
    "partnership.confirmed": gettext_lazy("%(who)s confirmed its part in “%(title)s”"),
    "partnership.refused": gettext_lazy("%(who)s did not confirm its part in “%(title)s”"),
    "partnership.removed": gettext_lazy("%(who)s took your institution out of “%(title)s”"),
    "submission.waiting": gettext_lazy("%(who)s put “%(title)s” forward: it needs evaluators"),
    "submission.put_forward": gettext_lazy("%(who)s put “%(title)s” forward"),
    "submission.retracted": gettext_lazy("%(who)s took “%(title)s” back from its evaluation"),
    "affiliation.asked": gettext_lazy("%(person)s asks to act for %(who)s"),
    "affiliation.admitted": gettext_lazy("You now act for %(who)s"),
    "affiliation.refused": gettext_lazy("%(who)s did not admit you"),
    "affiliation.role_changed": gettext_lazy("Your role at %(who)s has changed"),
    "evaluation.asked": gettext_lazy("You are asked to evaluate “%(title)s”, by %(day)s"),
    "evaluation.reminded": gettext_lazy("The secretariat reminds you to evaluate “%(title)s”, by %(day)s"),
    "evaluation.handed_over": gettext_lazy("Somebody else goes on with the evaluation of “%(title)s”"),
    "evaluation.released": gettext_lazy("Your evaluation of “%(title)s” is no longer needed"),
    "assessment.needs_evaluator": gettext_lazy("“%(title)s” needs another evaluator"),
    "assessment.ready": gettext_lazy("The evaluations of “%(title)s” are in: it can be decided"),
    "assessment.accepted": gettext_lazy("“%(title)s” was accepted"),
    "assessment.distinguished": gettext_lazy("“%(title)s” was distinguished"),
    "assessment.returned": gettext_lazy("“%(title)s” was returned to you, to be improved"),
    "assessment.declined": gettext_lazy("“%(title)s” was not accepted"),
    "evaluator.offered": gettext_lazy("%(person)s offers to evaluate"),
    "evaluator.admitted": gettext_lazy("You were admitted as an evaluator"),
    "evaluator.refused": gettext_lazy("You were not admitted as an evaluator"),
    "evaluator.resting": gettext_lazy("You rest as an evaluator: nothing new is asked of you"),
    "evaluator.ended": gettext_lazy("You are no longer an evaluator"),
    "deadline.past": gettext_lazy("It was due on %(day)s: %(deadline)s"),
    "deadline.near": gettext_lazy("By %(day)s: %(deadline)s"),
    "address.dead": gettext_lazy("Mails to your address come back"),
    "announcement.sent": "%(title)s",
    "affiliation.ended": gettext_lazy("You no longer act for %(who)s"),
}


# What is asked of who reads it, as the button says that leads there.
ASKS = {
    "exchange.asked": gettext_lazy("Accept, decline or propose other terms"),
    "exchange.countered": gettext_lazy("Accept, decline or propose other terms"),
    "exchange.half_confirmed": gettext_lazy("Say what came of it"),
    "adaptation.begun": gettext_lazy("Confirm it, or say what is not so"),
    "adaptation.asked_again": gettext_lazy("Confirm it, or say what is not so"),
    "partnership.asked": gettext_lazy("Confirm it or refuse"),
    "affiliation.asked": gettext_lazy("Admit or refuse"),
    "evaluation.asked": gettext_lazy("Accept or decline"),
}


# What interests bring: something new; or, to those who want to know everything, a change of something known.
NEWS = (
    "solution.published",
    "solution.accepted",
    "need.posted",
    "strength.offered",
    "expert.offered",
    "exchange.confirmed",
    "adaptation.working",
    "adaptation.abandoned",
)
# Of something known already: that it counts as a good practice from now on.
PRACTICES = ("solution.accepted",)
SMALL_NEWS = (
    "solution.edited",
    "need.edited",
    "need.reopened",
    "strength.edited",
    "strength.offered_again",
    "expert.edited",
    "expert.offered_again",
)


def because(notice: "Notification") -> str:
    """The rule that brought a notice, as a sentence that begins with because."""
    match notice.reason:
        case "interest":
            return because_of(notice.interest)
        case "person":
            return _("Because it is about you.")
        case "announcement":
            return _("Because the secretariat tells it to you and others.")
        case _ if notice.institution:
            rule = RULES.get(notice.event.verb, _("Because you act for %(institution)s."))
            return str(rule) % {"institution": notice.institution}
        case _:
            return _("Because it concerns the institution for which you act.")


# Of what is told to those who act for an institution: why it concerns it, where that is not in the title.
RULES = {
    "match.found": gettext_lazy("Because it meets a need of %(institution)s."),
    "deadline.near": gettext_lazy("Because it is a deadline of %(institution)s."),
    "deadline.past": gettext_lazy("Because it is a deadline of %(institution)s."),
}


def because_of(interest: "Interest | None") -> str:
    if interest is None:
        return _("Because of an interest that you have deleted since.")
    if interest.ended_at:
        return _("Because you followed %(interest)s.") % {"interest": interest}
    return _("Because you follow %(interest)s.") % {"interest": interest}
