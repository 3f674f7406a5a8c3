"""The one writer of a card's state, versions and drafts."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core import edits
from enlacesur.core.access import require
from enlacesur.core.edits import NO_CHOICES, WITHOUT_SHEET, Joined, Sheet
from enlacesur.core.states import NotNow, move
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.network.models import Organisation, today
from enlacesur.practices.models import (
    CONTENT,
    LIVE,
    REVIEWED_EVERY,
    VERSIONED,
    Attachment,
    AttachmentRole,
    Draft,
    Practice,
    PracticeVersion,
)
from enlacesur.practices.permissions import can_publish, can_write
from enlacesur.practices.states import PRACTICE_TRANSITIONS, PracticeState

MOST_ATTACHMENTS = 10


class Conflict(Exception):  # noqa: N818
    """Somebody published another version meanwhile. The person's draft is kept."""

    def __init__(self, practice: Practice) -> None:
        super().__init__(f"{practice.pk} is at version {practice.version}")
        self.practice = practice


def create(organisation: Organisation, *, by: Person, title: str, language: str) -> Practice:
    with transaction.atomic():
        require(can_write(by, organisation))
        return Practice.objects.create(organisation=organisation, author=by, title=title, language=language)


def save_draft(
    practice: Practice,
    fields: Mapping[str, Iterable[str]],
    base_version: int,
    *,
    by: Person,
    sheet: Sheet = WITHOUT_SHEET,
    choices: Mapping[str, str] = NO_CHOICES,
) -> tuple[Draft, Joined]:
    """Keep what a person has typed, whatever it is worth, joined to what others wrote in the same draft since `sheet`
    was opened. Returns the draft, and how it was joined."""
    with transaction.atomic():
        practice = locked(practice)
        require(can_write(by, practice.organisation))
        draft = Draft.objects.of(practice, by).first()
        sent, at = {name: list(values) for name, values in fields.items()}, timezone.now().isoformat()
        if draft is None:  # there is nothing of others yet
            draft, sheet = Draft(practice=practice, person=by, fields={}), Sheet(sheet.token)
        joined = edits.join(sent, draft.fields, sheet, draft.edits, by=by.pk, at=at)
        joined = edits.settle(joined, choices, sheet, by=by.pk, at=at)
        draft.fields = {name: values for name, values in joined.values.items() if values}
        draft.base_version, draft.edits = base_version, joined.edits
        draft.save()
        if practice.state == PracticeState.DRAFT and (title := " ".join(draft.fields.get("title", []))[:120].strip()):
            Practice.objects.filter(pk=practice.pk).update(title=title, updated_at=timezone.now())
    return draft, joined


def drop_draft(practice: Practice, *, by: Person) -> None:
    """Take the published card as it is, and forget what one had typed."""
    Draft.objects.filter(practice=practice, person=by).delete()


def rebase(practice: Practice, *, by: Person) -> None:
    """The person has seen the other version and keeps their own text: it goes on from there."""
    Draft.objects.filter(practice=practice, person=by).update(base_version=practice.version)


def publish(
    practice: Practice, content: Mapping[str, Any], base_version: int, *, seen: str = "", by: Person
) -> Practice:
    """Publish a draft, or a new version of what is published. Raises Conflict when it is no longer the version that
    the person began from. `seen`: the mark of the draft that they have looked at."""
    with transaction.atomic():
        practice = locked(practice)
        require(can_publish(by, practice))
        if practice.version != base_version:
            raise Conflict(practice)
        if practice.state == PracticeState.WITHDRAWN:
            raise NotNow(_("This card was withdrawn. Publish it again first."))
        if draft := Draft.objects.of(practice, by).first():
            check_seen(draft, seen)
            draft.delete()
        first = practice.state == PracticeState.DRAFT
        other_contact = practice.contact_email != content["contact_email"]
        if other_contact:
            forget_answers(practice)
        for name in CONTENT:
            setattr(practice, name, content[name])
        if first:
            practice.state = move(PRACTICE_TRANSITIONS, PracticeState(practice.state), PracticeState.PUBLISHED)
            practice.published_at, practice.review_on = timezone.now(), today() + REVIEWED_EVERY
        keep_version(practice, by)
        tell("published" if first else "edited", practice, by, settles=other_contact)
    return practice


def check_seen(draft: Draft, seen: str) -> None:
    """Nothing goes with a draft that nobody has looked at."""
    if seen not in ("", draft.mark):
        raise NotNow(_("Somebody has written in it since you looked. Look at it once more."))
    if edits.waiting(draft.edits):
        raise NotNow(_("In some fields two texts stand beside one another. Choose between them first."))


def forget_answers(practice: Practice) -> None:
    """What another contact said, or did not say, holds no more."""
    practice.contact_asked_on, practice.contact_confirmed_on = None, None
    practice.contact_asks, practice.contact_fault = 0, ""
    if practice.review_on:
        practice.review_on = today() + REVIEWED_EVERY


def keep_version(practice: Practice, by: Person | None) -> None:
    practice.version += 1
    practice.save()
    content = {name: getattr(practice, name) for name in VERSIONED}
    PracticeVersion.objects.create(practice=practice, number=practice.version, by=by, content=content)


def withdraw(practice: Practice, reason: str, *, by: Person) -> Practice:
    with transaction.atomic():
        practice = locked(practice)
        require(can_write(by, practice.organisation))
        if not reason.strip():
            raise NotNow(_("Say why, in a sentence: whoever has the address will read it."))
        if practice.submissions.filter(state__in=LIVE).exists():
            raise NotNow(_("This card is being evaluated. Take it back from there first."))
        practice.state = move(PRACTICE_TRANSITIONS, PracticeState(practice.state), PracticeState.WITHDRAWN)
        practice.withdrawal_reason = reason.strip()
        practice.save()
        tell("withdrawn", practice, by)
    return practice


def republish(practice: Practice, *, by: Person) -> Practice:
    with transaction.atomic():
        practice = locked(practice)
        require(can_publish(by, practice))
        if practice.state == PracticeState.DRAFT:
            raise NotNow(_("This has changed in the meantime, and that step is no longer possible."))
        practice.state = move(PRACTICE_TRANSITIONS, PracticeState(practice.state), PracticeState.PUBLISHED)
        practice.withdrawal_reason = ""
        practice.save()
        tell("republished", practice, by)
    return practice


def attach(practice: Practice, upload: UploadedFile, content_type: str, role: str = "", *, by: Person) -> Attachment:
    """Keep a file with a card. A role that does not exist is none."""
    with transaction.atomic():
        practice = locked(practice)
        require(can_write(by, practice.organisation))
        if practice.attachments.count() >= MOST_ATTACHMENTS:
            raise NotNow(_("A card holds %(n)s files at most. Take one away first.") % {"n": MOST_ATTACHMENTS})
        return Attachment.objects.create(
            practice=practice,
            file=upload,
            name=(upload.name or "")[-200:],
            role=role if role in AttachmentRole else AttachmentRole.OTHER,
            content_type=content_type,
            size=upload.size or 0,
            by=by,
        )


def detach(attachment: Attachment, *, by: Person) -> None:
    with transaction.atomic():
        require(can_write(by, attachment.practice.organisation))
        attachment.delete()
        # The file itself goes once the row is gone for good.
        transaction.on_commit(lambda: attachment.file.delete(save=False))


def locked(practice: Practice) -> Practice:
    return Practice.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=practice.pk)


def tell(what: str, practice: Practice, by: Person | None, *, settles: bool = False) -> None:
    """`settles`: it names a contact where one was missing."""
    record(
        f"solution.{what}",
        Target("solution", practice.pk, practice.title, practice.get_absolute_url(), practice.language),
        actor=by,
        organisation=practice.organisation,
        themes=practice.themes,
        sdgs=practice.sdgs,
        countries=[practice.organisation.country],
        audience=Audience.NOBODY if what == "withdrawn" else Audience.PUBLIC,
        settles=f"solution:{practice.pk}" if settles else "",
        data={"also": [["organisation", practice.organisation_id]]},
    )
