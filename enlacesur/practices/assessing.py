"""What the room `review` has to know of a card that is put forward: its sheet, what a decision does, who is near."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.network.models import Organisation
from enlacesur.practices import shelving
from enlacesur.practices.models import Partnership, Practice, Shelf, Submission
from enlacesur.practices.states import PartState, SubmissionState
from enlacesur.review.models import Assessment
from enlacesur.review.outcome import outstanding
from enlacesur.review.subjects import register_subject, register_ties
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named


def register() -> None:
    register_subject("submission", decided=decided, sheet=sheet)
    register_ties(worked_together)


def decided(assessment: Assessment, by: Person) -> None:
    submission = Submission.objects.get(pk=assessment.subject_id)
    words = {"reasons": assessment.reasons, "public_summary": assessment.public_summary}
    shelving.settle(submission, SubmissionState(assessment.decision), words, outstanding(assessment), by=by)


def sheet(assessment: Assessment) -> tuple[str, dict[str, Any]]:
    """The card in the version that was put forward, whatever was changed since."""
    submission = Submission.objects.select_related("practice__organisation").get(pk=assessment.subject_id)
    practice = submission.practice
    content = practice.versions.get(number=submission.version).content
    shown = Practice(pk=practice.pk, organisation=practice.organisation, **content)
    return "practices/parts/sheet.html", {
        "practice": practice,
        "shown": shown,
        "shelf": Shelf(submission.shelf),
        "version": submission.version,
        "partnerships": practice.partnerships.confirmed(),
        "attachments": practice.attachments.all(),
        "themes": named(Vocabulary.THEMES, shown.themes),
        "sdgs": named(Vocabulary.SDGS, shown.sdgs),
        "axes": named(Vocabulary.AXES, shown.axes),
    }


def worked_together(institutions: Collection[int], parties: Collection[int], since: date) -> Iterator[tuple[int, str]]:
    """Those who take part in one card with a party, by an agreement or work of these years. Three queries."""
    names = Organisation.objects.in_bulk(list(parties))
    for practice in recent_with(parties, since):
        members = members_of(practice)
        for institution in members & set(institutions):
            for party in members & set(parties) - {institution}:
                words = {"organisation": names[party], "title": practice.title}
                yield institution, _("Takes part in “%(title)s” with %(organisation)s.") % words


def recent_with(parties: Collection[int], since: date) -> Any:
    """The cards of these institutions, their own or with a part of theirs, that are not over since long."""
    own = Practice.objects.filter(organisation__in=parties).values("pk")
    taking_part = Partnership.objects.filter(organisation__in=parties, state=PartState.CONFIRMED).values("practice")
    lately = Q(agreement_date__gte=since) | Q(ended__isnull=True) | Q(ended__gte=since.year)
    return Practice.objects.filter(lately, pk__in=own.union(taking_part)).prefetch_related("partnerships")


def members_of(practice: Practice) -> set[int]:
    confirmed = [one.organisation_id for one in practice.partnerships.all() if one.state == PartState.CONFIRMED]
    return {practice.organisation_id, *confirmed}
