"""Whether a card may be put forward for a shelf: the facts that the profile's rules ask about."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from enlacesur.network.models import Organisation, OrganisationKind, today
from enlacesur.practices.models import Attachment, AttachmentRole, Partnership, Practice, Shelf
from enlacesur.practices.states import PartState
from enlacesur.procedure.rules import Answer, Fact, Facts, rules
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import terms


def answers(practice: Practice, shelf: Shelf) -> list[Answer]:
    """One for each rule of the shelf, as things stand today. Two queries."""
    return rules(shelf.value).answers(facts(practice))


def facts(practice: Practice) -> Facts:
    partners = list(practice.partnerships.select_related("organisation"))
    files = list(practice.attachments.all())
    return {
        "universities": among(practice, partners, is_public_university),
        "local_governments": among(practice, partners, is_local_government),
        "all_confirmed": confirmed_by_all(partners),
        "agreement": Fact(bool(practice.agreement_date and files_of(files, AttachmentRole.AGREEMENT))),
        "finished": Fact(bool(practice.ended and practice.ended <= today().year)),
        "evidence": Fact(practice.evidence.strip()),
        "innovation": Fact(practice.innovation.strip()),
        "replicability": Fact(practice.replicability.strip()),
        "dissemination": Fact(bool(practice.links or files_of(files, AttachmentRole.DISSEMINATION))),
        "contact_confirmed": Fact(practice.contact_confirmed_on, answer_of_the_contact(practice)),
        "sdgs": Fact(len(practice.sdgs)),
        "axes": Fact(len(practice.axes)),
    }


def is_public_university(organisation: Organisation) -> bool | None:
    """None where nobody has said it yet."""
    return organisation.public if organisation.kind == OrganisationKind.UNIVERSITY else False


def is_local_government(organisation: Organisation) -> bool:
    return organisation.kind == OrganisationKind.CITY and organisation.country in terms(Vocabulary.COUNTRIES)


def among(practice: Practice, partners: Sequence[Partnership], kind: Callable[[Organisation], bool | None]) -> Fact:
    """How many institutions of a kind take part: those that have confirmed it; and with those that were asked, and
    those of which it is not known whether they are of the kind."""
    confirmed = [kind(one.organisation) for one in partners if one.own_word == PartState.CONFIRMED]
    asked = [kind(one.organisation) for one in partners if one.own_word == PartState.ASKED]
    here = [kind(practice.organisation), *confirmed]
    return Fact(here.count(True), sum(is_one is not False for is_one in (*here, *asked)))


def confirmed_by_all(partners: Iterable[Partnership]) -> Fact:
    states = {one.own_word for one in partners}
    return Fact(states <= {PartState.CONFIRMED}, PartState.REFUSED not in states)


def answer_of_the_contact(practice: Practice) -> date | None:
    """The day of the answer that was asked for, when it has not come yet and still may."""
    if practice.contact_fault:
        return None
    asked, confirmed = practice.contact_asked_on, practice.contact_confirmed_on
    return today() if asked and (confirmed is None or asked > confirmed) else None


def files_of(files: Iterable[Attachment], role: AttachmentRole) -> list[Attachment]:
    return [file for file in files if file.role == role]
