"""The one writer of partnerships, and of what is put forward for the Bank and the Observatory."""

from collections.abc import Mapping
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.locks import Lock, hold
from enlacesur.core.states import DONE_ALREADY, NotNow, move
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.network.models import Organisation, OrganisationKind, today
from enlacesur.network.permissions import can_act_for
from enlacesur.practices.actions import locked
from enlacesur.practices.entry import answers
from enlacesur.practices.models import ON_SHELF, Partnership, Practice, Shelf, Submission
from enlacesur.practices.permissions import can_publish, can_write
from enlacesur.practices.states import PART_TRANSITIONS, SUBMISSION_TRANSITIONS, PartState, SubmissionState
from enlacesur.procedure.rules import all_met, rules
from enlacesur.review.actions import close, open_assessment
from enlacesur.review.models import Assessment
from enlacesur.review.subjects import Subject

# Who takes part


def name_partner(practice: Practice, organisation: Organisation, part: str, *, by: Person) -> Partnership:
    """Say that an institution takes part, and with what; it is asked to confirm. Other words ask it again."""
    with transaction.atomic():
        practice = locked(practice)
        require(can_write(by, practice.organisation))
        if organisation == practice.organisation:
            raise NotNow(_("The card is of this institution: it need not confirm its own part."))
        known = Partnership.objects.select_for_update().filter(practice=practice, organisation=organisation).first()
        if known and known.part == part and known.state != PartState.REFUSED:
            return known
        check_may_change(practice)
        if known:
            touch(practice, by)  # it is not confirmed any more, and so not found by it
        partnership = known or Partnership(practice=practice, organisation=organisation)
        partnership.part, partnership.state, partnership.confirmed_sha256 = part, PartState.ASKED, ""
        partnership.asked_by, partnership.decided_by, partnership.decided_at = by, None, None
        partnership.asked_at, partnership.reason, partnership.recorded = timezone.now(), "", False
        partnership.save()
        tell_partner("asked", partnership, organisation, by)
    return partnership


def take_out(partnership: Partnership, *, by: Person) -> None:
    with transaction.atomic():
        practice = locked(partnership.practice)
        require(can_write(by, practice.organisation))
        check_may_change(practice)
        known = practice.partnerships.select_for_update().filter(pk=partnership.pk).first()
        if known is None:
            raise NotNow(DONE_ALREADY)
        if known.state != PartState.REFUSED:
            tell_partner("removed", known, known.organisation, by)
        known.delete()
        touch(practice, by)


FIXED = gettext_lazy("The card is being evaluated, or bears a seal: who takes part in it cannot be changed.")


def check_may_change(practice: Practice) -> None:
    if is_fixed(practice):
        raise NotNow(FIXED)


def is_fixed(practice: Practice) -> bool:
    """Who takes part is what was put forward: it stays so while that is judged, and under the seal."""
    return bool(practice.submissions.filter(state__in=[SubmissionState.SUBMITTED, *ON_SHELF]).exists())


def confirm_part(partnership: Partnership, text_sha256: str, *, by: Person) -> Partnership:
    """The partner confirms the text that it has read. Raises NotNow when it was changed meanwhile."""
    with transaction.atomic():
        partnership = partnership_locked(partnership)
        require(can_act_for(by, partnership.organisation))
        if sha256_of(partnership) != text_sha256:
            raise NotNow(_("What is said of your part has just been changed. Read it again."))
        if partnership.recorded:  # by the secretariat; now the partner says so itself
            partnership.state = PartState.ASKED
        decide_part(partnership, PartState.CONFIRMED, by)
        partnership.confirmed_sha256, partnership.reason = text_sha256, ""
        partnership.save()
        tell_partner("confirmed", partnership, partnership.practice.organisation, by)
        touch(partnership.practice, by)
    return partnership


def refuse_part(partnership: Partnership, reason: str, *, by: Person) -> Partnership:
    with transaction.atomic():
        partnership = partnership_locked(partnership)
        require(can_act_for(by, partnership.organisation))
        if not reason.strip():
            raise NotNow(_("Say why, in a sentence: it is what helps to mend it."))
        decide_part(partnership, PartState.REFUSED, by)
        partnership.confirmed_sha256, partnership.reason = "", reason.strip()
        partnership.save()
        tell_partner("refused", partnership, partnership.practice.organisation, by)
        touch(partnership.practice, by)
    return partnership


def decide_part(partnership: Partnership, state: PartState, by: Person) -> None:
    partnership.state = move(PART_TRANSITIONS, PartState(partnership.state), state)
    partnership.recorded = False
    partnership.decided_at, partnership.decided_by = timezone.now(), by


def sha256_of(partnership: Partnership) -> str:
    """Of what a partner confirms: which card, and what is said of its part in it."""
    return sha256(f"{partnership.practice_id}\n{partnership.part}".encode()).hexdigest()


def partnership_locked(partnership: Partnership) -> Partnership:
    rows = Partnership.objects.select_for_update(of=("self",))
    return rows.select_related("practice__organisation", "organisation").get(pk=partnership.pk)


# Putting forward


def put_forward(practice: Practice, shelf: Shelf, *, by: Person) -> Submission:
    """For the first time, or again after it was returned. All rules of the shelf must be met."""
    with transaction.atomic():
        practice = locked(practice)
        require(can_publish(by, practice))
        if not practice.is_published:
            raise NotNow(_("Publish the card first: what is evaluated is what everybody reads."))
        if not all_met(answers(practice, shelf)):
            raise NotNow(_("Not all that is asked for is met yet."))
        submission = known(practice, shelf) or Submission(practice=practice, shelf=shelf.value)
        if submission.pk:
            move_submission(submission, SubmissionState.SUBMITTED)
        submission.edition, submission.version = edition_of_today(), practice.version
        submission.rules_version = rules(shelf.value).version
        submission.submitted_by, submission.submitted_at = by, timezone.now()
        submission.save()
        assess(submission, by)
        tell("put_forward", submission, by)
    return submission


def assess(submission: Submission, by: Person) -> None:
    """Whose card it is, and who confirmed a part in it, are the parties."""
    practice = submission.practice
    parties = [practice.organisation, *(one.organisation for one in practice.partnerships.confirmed())]
    subject, edition = subject_of(submission), submission.edition
    made = open_assessment(subject, parties=parties, rubric_name=submission.shelf, edition=edition, by=by)
    offices = Organisation.objects.filter(kind=OrganisationKind.NETWORK).values_list("pk", flat=True)
    record(
        "submission.waiting",
        Target("assessment", made.pk, made.title, made.get_absolute_url(), made.language),
        actor=by,
        organisation=practice.organisation,
        audience=Audience.ORGANISATIONS,
        audience_ids=offices,
    )


def subject_of(submission: Submission) -> Subject:
    """What is put forward, as the room `review` knows it."""
    practice = submission.practice
    return Subject(
        kind="submission",
        id=submission.pk,
        title=practice.title,
        url=practice.get_absolute_url(),
        language=practice.language,
        themes=tuple(practice.themes),
        sdgs=tuple(practice.sdgs),
    )


def known(practice: Practice, shelf: Shelf) -> Submission | None:
    """What is under evaluation, returned or on the shelf; a card that was declined or taken back begins anew."""
    rows = Submission.objects.select_for_update().filter(practice=practice, shelf=shelf.value)
    return rows.exclude(state__in=[SubmissionState.DECLINED, SubmissionState.RETRACTED]).first()


def edition_of_today() -> str:
    """Cards are put forward all year; those of a year are its edition."""
    return str(today().year)


def retract(submission: Submission, *, by: Person) -> Submission:
    with transaction.atomic():
        # The assessment first, as a decision does: two at once wait for one another, and neither for both.
        for assessment in Assessment.objects.open().about("submission", [submission.pk]):
            close(assessment, by=by)
        submission = submission_locked(submission)
        require(can_write(by, submission.practice.organisation))
        move_submission(submission, SubmissionState.RETRACTED)
        submission.save()
        tell("retracted", submission, by)
    return submission


def settle(
    submission: Submission, state: SubmissionState, words: Mapping[str, str], criteria: list[str], *, by: Person
) -> Submission:
    """What was decided on its evaluation, in the transaction of the decision. What is accepted gets its seal."""
    submission = submission_locked(submission)
    move_submission(submission, state)
    if state in ON_SHELF:
        check_still_whole(submission.practice)
    submission.reasons, submission.public_summary = words["reasons"], words["public_summary"]
    submission.decided_at = timezone.now()
    if state in ON_SHELF:
        submission.number, submission.criteria = next_number(submission), criteria
    submission.save()
    if submission.is_on_shelf:
        tell_all(submission.practice, by)
    return submission


def check_still_whole(practice: Practice) -> None:
    """Time has passed since it was put forward."""
    if not practice.is_published:
        raise NotNow(_("The card was withdrawn meanwhile: it can only be declined or returned."))
    if practice.partnerships.exclude(state=PartState.CONFIRMED).exists():
        raise NotNow(_("A partner institution does not confirm its part any more: return it to be mended."))


def next_number(submission: Submission) -> int:
    hold(Lock.NUMBERING_SEALS)
    rows = Submission.objects.filter(shelf=submission.shelf, edition=submission.edition)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def move_submission(submission: Submission, to: SubmissionState) -> None:
    submission.state = move(SUBMISSION_TRANSITIONS, SubmissionState(submission.state), to)


def submission_locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",))
    return rows.select_related("practice__organisation").get(pk=submission.pk)


# What is told


PLACES = {"asked": "part", "refused": "reason"}  # where stands what is said with it


def tell_partner(what: str, partnership: Partnership, told: Organisation, by: Person) -> None:
    practice = partnership.practice
    place = practice if what == "removed" else partnership  # it is no more
    record(
        f"partnership.{what}",
        Target("partnership", partnership.pk, practice.title, place.get_absolute_url(), practice.language),
        actor=by,
        organisation=practice.organisation if what in ("asked", "removed") else partnership.organisation,
        audience=Audience.ORGANISATIONS,
        audience_ids=[told.pk],
        data={"says": f"partnership.{PLACES[what]}:{partnership.pk}"} if what in PLACES else {},
    )


def tell(what: str, submission: Submission, by: Person) -> None:
    """Those who take part. The secretariat is led to the assessment, and what was decided the room `review` tells."""
    practice = submission.practice
    partners = practice.partnerships.confirmed().values_list("organisation", flat=True)
    record(
        f"submission.{what}",
        Target("submission", submission.pk, practice.title, practice.get_absolute_url(), practice.language),
        actor=by,
        organisation=practice.organisation,
        audience=Audience.ORGANISATIONS,
        audience_ids=[practice.organisation_id, *partners],
    )


def tell_all(practice: Practice, by: Person) -> None:
    """A card that stands on a shelf from now on is news; and the index looks at it anew."""
    record(
        "solution.accepted",
        Target("solution", practice.pk, practice.title, practice.get_absolute_url(), practice.language),
        actor=by,
        organisation=practice.organisation,
        themes=practice.themes,
        sdgs=practice.sdgs,
        countries=[practice.organisation.country],
    )


def touch(practice: Practice, by: Person) -> None:
    """The index looks at the card anew: whose it is has changed."""
    target = Target("solution", practice.pk, practice.title, practice.get_absolute_url(), practice.language)
    record("solution.partners", target, actor=by, organisation=practice.organisation, audience=Audience.NOBODY)
