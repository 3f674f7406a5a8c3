"""What a notice says: composed when it is read, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from enlacesur.journal.models import Event


def title(event: Event) -> str:
    """One sentence. An event that this version does not know is named by its title alone."""
    sentence = sentences().get(event.verb)
    return sentence % words(event) if sentence else event.title


def words(event: Event) -> dict[str, Any]:
    return {
        "who": event.organisation_name or _("A city"),
        "title": event.title,
        "person": event.data.get("person", event.actor_name),
        "need": event.data.get("need_title", ""),
        "candidate": event.data.get("candidate_title", ""),
        "candidate_city": event.data.get("candidate_organisation", "") or _("A city"),
        "reason": event.data.get("reason", ""),
    }


def sentences() -> dict[str, str]:
    return {
        "solution.published": _("%(who)s published a solution: “%(title)s”"),
        "solution.edited": _("%(who)s brought a solution up to date: “%(title)s”"),
        "need.posted": _("%(who)s asks for help: “%(title)s”"),
        "need.reopened": _("%(who)s asks for help again: “%(title)s”"),
        "need.revealed": _("%(who)s shows your city its name in the need “%(title)s”"),
        "help.offered": _("%(who)s may help with “%(title)s”"),
        "match.found": _("%(candidate_city)s published something that meets “%(need)s”: “%(candidate)s”"),
        "strength.offered": _("%(who)s offers: “%(title)s”"),
        "strength.offered_again": _("%(who)s offers again: “%(title)s”"),
        "expert.offered": _("%(who)s offers an expert: %(title)s"),
        "expert.offered_again": _("%(who)s offers an expert again: %(title)s"),
        "exchange.asked": _("%(who)s asks your city for an exchange: “%(title)s”"),
        "exchange.countered": _("%(who)s proposes other terms for “%(title)s”"),
        "exchange.agreed": _("%(who)s accepted the exchange “%(title)s”"),
        "exchange.declined": _("%(who)s declined the exchange “%(title)s”: %(reason)s"),
        "exchange.cancelled": _("%(who)s cancelled the exchange “%(title)s”: %(reason)s"),
        "exchange.half_confirmed": _("%(who)s says what came of “%(title)s”. Your city's word is missing."),
        "exchange.confirmed": _("The exchange “%(title)s” is confirmed by both cities"),
        "affiliation.asked": _("%(person)s asks to act for %(who)s"),
        "affiliation.admitted": _("You now act for %(who)s"),
        "affiliation.refused": _("%(who)s did not admit you: %(reason)s"),
        "affiliation.role_changed": _("Your role at %(who)s has changed"),
        "affiliation.ended": _("You no longer act for %(who)s"),
    }


# Worth telling to people who set an interest: what is new to them, never each small change.
OF_INTEREST = (
    "solution.published",
    "need.posted",
    "strength.offered",
    "expert.offered",
    "exchange.confirmed",
)
