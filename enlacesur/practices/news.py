"""What is told of cards, of who adapts them, and of their way to a shelf."""

from django.utils.translation import gettext_lazy as _

from enlacesur.notifications.news import NEWS, SMALL, Telling, register_events, register_kind

KINDS = {
    "solution": _("Solutions"),
    "practice": _("Good practices"),
}
EVENTS = {
    "solution.published": Telling(_("%(who)s published a solution: “%(title)s”"), NEWS),
    "solution.edited": Telling(_("%(who)s brought a solution up to date: “%(title)s”"), SMALL),
    "solution.recorded": Telling(
        _("The secretariat entered practices of %(who)s, the latest “%(title)s”: see that they are right")
    ),
    "solution.accepted": Telling(
        _("Now a good practice of the network: “%(title)s”, of %(who)s"), NEWS, becomes="practice"
    ),
    "adaptation.begun": Telling(
        _("%(adapter)s is adapting your solution “%(title)s”. Is it so?"), asks=_("Confirm it, or say what is not so")
    ),
    "adaptation.asked_again": Telling(
        _("%(adapter)s corrected how it adapts “%(title)s”. Is it so now?"), asks=_("Confirm it, or say what is not so")
    ),
    "adaptation.learnt": Telling(
        _("%(adapter)s is adapting “%(title)s”, going on from what your institution did"), may_wait=True
    ),
    "adaptation.working": Telling(_("%(adapter)s adapted “%(title)s”, and it works"), NEWS),
    "adaptation.abandoned": Telling(_("%(adapter)s stopped adapting “%(title)s”"), NEWS),
    "adaptation.confirmed": Telling(_("%(who)s confirms that your city adapts “%(title)s”")),
    "adaptation.disputed": Telling(_("%(who)s says what is not so in how you adapt “%(title)s”")),
    "contact.dead": Telling(_("Nobody answers any more for your card “%(title)s”: name another contact")),
    "partnership.asked": Telling(
        _("%(who)s asks your institution to confirm its part in “%(title)s”"), asks=_("Confirm it or refuse")
    ),
    "partnership.confirmed": Telling(_("%(who)s confirmed its part in “%(title)s”")),
    "partnership.refused": Telling(_("%(who)s did not confirm its part in “%(title)s”")),
    "partnership.removed": Telling(_("%(who)s took your institution out of “%(title)s”")),
    "submission.waiting": Telling(_("%(who)s put “%(title)s” forward: it needs evaluators")),
    "submission.put_forward": Telling(_("%(who)s put “%(title)s” forward")),
    "submission.retracted": Telling(_("%(who)s took “%(title)s” back from its evaluation")),
}


def register() -> None:
    for kind, label in KINDS.items():
        register_kind(kind, label)
    register_events(EVENTS)
