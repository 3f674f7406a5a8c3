"""What a notice says: composed when it is read, in the reader's language."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enlacesur.core.templatetags.ui import short_day
from enlacesur.journal.models import Event
from enlacesur.matching.documents import Document
from enlacesur.notifications.deadlines import said
from enlacesur.notifications.news import Telling, register_events, telling

if TYPE_CHECKING:
    from enlacesur.notifications.models import Interest
    from enlacesur.notifications.models.notices import Notice


def register() -> None:
    register_events(EVENTS)


def title(event: Event, language: str = "", subject: Document | None = None, candidate: Document | None = None) -> str:
    """One sentence. What the subject, and what was found for it, are called now and in this language counts, and
    whether they name their city. An event that this version does not know is named by its title alone."""
    sentence = telling(event.verb).sentence
    if not sentence:
        return subject.title_in(language) if subject else event.title
    known = words(event)
    if subject:
        known |= {"who": subject.organisation or _("A city"), "title": subject.title_in(language)}
    if candidate:
        known |= {"candidate_city": candidate.organisation or _("A city"), "candidate": candidate.title_in(language)}
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


DO_IT = gettext_lazy("Do it now")
# Of this room, and of those below it.
EVENTS = {
    "affiliation.asked": Telling(
        gettext_lazy("%(person)s asks to act for %(who)s"), asks=gettext_lazy("Admit or refuse")
    ),
    "affiliation.admitted": Telling(gettext_lazy("You now act for %(who)s")),
    "affiliation.refused": Telling(gettext_lazy("%(who)s did not admit you")),
    "affiliation.role_changed": Telling(gettext_lazy("Your role at %(who)s has changed")),
    "deadline.past": Telling(
        gettext_lazy("It was due on %(day)s: %(deadline)s"),
        asks=DO_IT,
        rule=gettext_lazy("Because it is a deadline of %(institution)s."),
    ),
    "deadline.near": Telling(
        gettext_lazy("By %(day)s: %(deadline)s"),
        asks=DO_IT,
        rule=gettext_lazy("Because it is a deadline of %(institution)s."),
    ),
    "address.dead": Telling(gettext_lazy("Mails to your address come back")),
    "announcement.sent": Telling("%(title)s"),
    "affiliation.ended": Telling(gettext_lazy("You no longer act for %(who)s")),
}


def because(notice: "Notice") -> str:
    """The rule that brought a notice, as a sentence that begins with because."""
    match notice.reason:
        case "interest":
            return because_of(notice.interest)
        case "person":
            return _("Because it is about you.")
        case "announcement":
            return _("Because the secretariat tells it to you and others.")
        case _ if notice.institution:
            rule = telling(notice.event.verb).rule or _("Because you act for %(institution)s.")
            return str(rule) % {"institution": notice.institution}
        case _:
            return _("Because it concerns the institution for which you act.")


def because_of(interest: "Interest | None") -> str:
    if interest is None:
        return _("Because of an interest that you have deleted since.")
    if interest.ended_at:
        return _("Because you followed %(interest)s.") % {"interest": interest}
    return _("Because you follow %(interest)s.") % {"interest": interest}
