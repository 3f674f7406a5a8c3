"""What the room `review` has to know of a card that is put forward: its sheet, what a decision does, who is near."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.network.models import Organisation
from enlacesur.practices import shelving
from enlacesur.practices.models import Adaptation, Partnership, Practice, PracticeVersion, Shelf, Submission
from enlacesur.practices.states import AdaptationState, PartState, SubmissionState
from enlacesur.review.models import Assessment
from enlacesur.review.outcome import outstanding
from enlacesur.review.subjects import register_subject, register_ties
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named


def register() -> None:
    register_subject("submission", decided=decided, sheet=sheet)
    adapted = (f"adaptation.{what}" for what in ("begun", "changed", "asked_again", "linked"))
    register_ties(worked_together, (*adapted, "partnership.confirmed"))


def decided(assessment: Assessment, by: Person) -> None:
    submission = Submission.objects.get(pk=assessment.subject_id)
    words = {"reasons": assessment.reasons, "public_summary": assessment.public_summary}
    shelving.settle(submission, SubmissionState(assessment.decision), words, outstanding(assessment), by=by)


def sheet(assessment: Assessment) -> tuple[str, dict[str, Any]]:
    """The card in the version that was put forward, whatever was changed since."""
    submission = Submission.objects.select_related("practice__organisation").get(pk=assessment.subject_id)
    practice = submission.practice
    version = version_of(submission, assessment)
    shown = version.card()
    return "practices/parts/sheet.html", {
        "practice": practice,
        "shown": shown,
        "shelf": Shelf(submission.shelf),
        "version": version.number,
        "partnerships": practice.partnerships.confirmed(),
        "attachments": practice.attachments.all(),
        "themes": named(Vocabulary.THEMES, shown.themes),
        "sdgs": named(Vocabulary.SDGS, shown.sdgs),
        "axes": named(Vocabulary.AXES, shown.axes),
    }


def version_of(submission: Submission, assessment: Assessment) -> PracticeVersion:
    """What was put forward for this round: what came back is put forward again in a later version."""
    versions = submission.practice.versions.all()
    before = assessment.opened_at < submission.submitted_at
    then = versions.filter(at__lte=assessment.opened_at).first() if before else None
    return then or versions.get(number=submission.version)


def worked_together(institutions: Collection[int], parties: Collection[int], since: date) -> Iterator[tuple[int, str]]:
    """Those who take part in one card with a party, or adapt one another's, in these years. Four queries."""
    names = Organisation.objects.in_bulk(list(parties))
    for practice in recent_with(parties, since):
        members = members_of(practice)
        for institution in members & set(institutions):
            for party in members & set(parties) - {institution}:
                words = {"organisation": names[party], "title": practice.title}
                yield institution, _("Takes part in “%(title)s” with %(organisation)s.") % words
    for adaptation in adapted_between(institutions, parties, since):
        for institution, party in neighbours_in(adaptation):
            if institution in institutions and party in parties:
                words = {"organisation": names[party], "title": adaptation.practice.title}
                yield institution, _("Shares with %(organisation)s the adaptation of “%(title)s”.") % words


def adapted_between(institutions: Collection[int], parties: Collection[int], since: date) -> Any:
    """Adaptations by one side of what the other one knows. What goes on counts, and what was abandoned lately."""
    lately = ~Q(state=AdaptationState.ABANDONED) | Q(updated_at__date__gte=since)
    either = learnt_by(institutions, parties) | learnt_by(parties, institutions)
    return Adaptation.objects.filter(lately, either).select_related("practice", "root", "parent").order_by("pk")


def learnt_by(adapters: Collection[int], teachers: Collection[int]) -> Q:
    """From whom the card is, with whom it began, or whose adaptation it goes on from."""
    card, origin = Q(practice__organisation__in=teachers), Q(root__organisation__in=teachers)
    return Q(organisation__in=adapters) & (card | origin | Q(parent__organisation__in=teachers))


def neighbours_in(adaptation: Adaptation) -> Iterator[tuple[int, int]]:
    """The adapter beside each of those, either way round."""
    adapter, known = adaptation.organisation_id, (adaptation.practice, adaptation.root, adaptation.parent)
    for teacher in {one.organisation_id for one in known if one} - {adapter}:
        yield adapter, teacher
        yield teacher, adapter


def recent_with(parties: Collection[int], since: date) -> Any:
    """The cards of these institutions, their own or with a part of theirs, that are not over since long."""
    own = Practice.objects.filter(organisation__in=parties).values("pk")
    taking_part = Partnership.objects.filter(organisation__in=parties, state=PartState.CONFIRMED).values("practice")
    lately = Q(agreement_date__gte=since) | Q(ended__isnull=True) | Q(ended__gte=since.year)
    return Practice.objects.filter(lately, pk__in=own.union(taking_part)).prefetch_related("partnerships")


def members_of(practice: Practice) -> set[int]:
    confirmed = [one.organisation_id for one in practice.partnerships.all() if one.state == PartState.CONFIRMED]
    return {practice.organisation_id, *confirmed}
