"""What is told of needs, of who may help, and of exchanges."""

from django.utils.translation import gettext_lazy as _

from enlacesur.notifications.news import NEWS, SMALL, Telling, register_events, register_kind

KINDS = {
    "need": _("Needs"),
    "strength": _("What cities offer"),
    "expert": _("Experts"),
    "exchange": _("Completed exchanges"),
}
EVENTS = {
    "need.posted": Telling(_("%(who)s asks for help: “%(title)s”"), NEWS),
    "need.edited": Telling(_("%(who)s changed its need “%(title)s”"), SMALL),
    "need.reopened": Telling(_("%(who)s asks for help again: “%(title)s”"), SMALL),
    "need.revealed": Telling(_("%(who)s shows your city its name in the need “%(title)s”")),
    "help.offered": Telling(_("%(who)s may help with “%(title)s”")),
    "match.found": Telling(
        _("“%(candidate)s”, by %(candidate_city)s, meets your need “%(need)s”"),
        rule=_("Because it meets a need of %(institution)s."),
        may_wait=True,
    ),
    "strength.offered": Telling(_("%(who)s offers: “%(title)s”"), NEWS),
    "strength.edited": Telling(_("%(who)s changed what it offers: “%(title)s”"), SMALL),
    "strength.offered_again": Telling(_("%(who)s offers again: “%(title)s”"), SMALL),
    "expert.offered": Telling(_("%(who)s offers an expert: %(title)s"), NEWS),
    "expert.edited": Telling(_("%(who)s changed what it says of an expert: %(title)s"), SMALL),
    "expert.offered_again": Telling(_("%(who)s offers an expert again: %(title)s"), SMALL),
    "exchange.asked": Telling(
        _("%(who)s asks your city for an exchange: “%(title)s”"), asks=_("Accept, decline or propose other terms")
    ),
    "exchange.countered": Telling(
        _("%(who)s proposes other terms for “%(title)s”"), asks=_("Accept, decline or propose other terms")
    ),
    "exchange.agreed": Telling(_("%(who)s accepted the exchange “%(title)s”")),
    "exchange.declined": Telling(_("%(who)s declined the exchange “%(title)s”")),
    "exchange.cancelled": Telling(_("%(who)s cancelled the exchange “%(title)s”")),
    "exchange.half_confirmed": Telling(
        _("%(who)s says what came of “%(title)s”. Your city's word is missing."), asks=_("Say what came of it")
    ),
    "exchange.confirmed": Telling(_("The exchange “%(title)s” is confirmed by both cities"), NEWS),
}


def register() -> None:
    for kind, label in KINDS.items():
        register_kind(kind, label)
    register_events(EVENTS)
