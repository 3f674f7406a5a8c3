"""Cards of the demonstration on the shelves of the Bank and the Observatory, with the evaluations behind them."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from enlacesur.core import profile
from enlacesur.network.models import Organisation, today
from enlacesur.practices.models import REVIEWED_EVERY, VERSIONED, Partnership, Practice, Submission
from enlacesur.practices.shelving import sha256_of, subject_of
from enlacesur.practices.states import PartState
from enlacesur.procedure.rules import rules
from enlacesur.review.demo import load_round
from enlacesur.review.models import Evaluator
from enlacesur.review.outcome import outstanding

FOR_SHELVES = ("axes", "evidence", "innovation", "replicability", "agreement_date", "contact_unit", "contact_email")
ON_SHELF = ("accepted", "distinguished")

Find = Callable[[str], Organisation]


def load_demo(find: Find, practices: dict[str, Practice], evaluators: Sequence[Evaluator]) -> int:
    """How many cards were put forward."""
    numbers: Counter[tuple[str, str]] = Counter()
    entries = profile.read("demo/shelves.toml").get("entry", [])
    institutions = {row["key"]: row["name"] for row in profile.read("demo/organisations.toml")["organisation"]}
    for entry in entries:
        practice = practices[entry["solution"]]
        complete(practice, entry)
        for row in entry.get("partner", []):
            load_partner(practice, find(institutions[row["key"]]), row["part"])
        for row in entry["submission"]:
            load_submission(practice, row, numbers, evaluators)
    return len(entries)


def complete(practice: Practice, entry: dict[str, Any]) -> None:
    """What the shelves ask for, as if it had been there from the first version."""
    for name in FOR_SHELVES:
        if name in entry:
            setattr(practice, name, entry[name])
    practice.contact_confirmed_on = today() - timedelta(days=sum(practice.title.encode()) % 300)
    practice.review_on = practice.contact_confirmed_on + REVIEWED_EVERY
    begun = min(begin_of(row["edition"]) for row in entry["submission"])
    practice.published_at = min(practice.published_at or begun, begun)
    practice.save()
    content = {name: getattr(practice, name) for name in VERSIONED}
    practice.versions.update(content=content, at=practice.published_at)


def begin_of(edition: str) -> datetime:
    """Cards of an edition are published before they are put forward for it."""
    return datetime(int(edition), 3, 1, 15, tzinfo=UTC)


def load_partner(practice: Practice, organisation: Organisation, part: str) -> None:
    partnership = Partnership(practice=practice, organisation=organisation, part=part, state=PartState.CONFIRMED)
    partnership.confirmed_sha256 = sha256_of(partnership)
    partnership.decided_at = practice.published_at
    partnership.save()


def load_submission(
    practice: Practice, row: dict[str, Any], numbers: Counter[tuple[str, str]], evaluators: Sequence[Evaluator]
) -> None:
    shelf, edition, outcome = row["shelf"], row["edition"], row["outcome"]
    at = datetime(int(edition), 9, 15, 15, tzinfo=UTC)
    if outcome in ON_SHELF:
        numbers[shelf, edition] += 1
    submission = Submission.objects.create(
        practice=practice,
        shelf=shelf,
        edition=edition,
        state=outcome,
        version=1,
        rules_version=rules(shelf).version,
        decided_at=None if outcome == "submitted" else at,
        reasons=row.get("reasons", "") if outcome != "submitted" else "",
        public_summary=row.get("summary", "") if outcome in ON_SHELF else "",
        number=numbers[shelf, edition] if outcome in ON_SHELF else None,
    )
    Submission.objects.filter(pk=submission.pk).update(submitted_at=at - timedelta(days=60))
    parties = [practice.organisation, *(one.organisation for one in practice.partnerships.confirmed())]
    assessment = load_round(subject_of(submission), parties, shelf, edition, at, evaluators, row)
    if outcome in ON_SHELF:
        Submission.objects.filter(pk=submission.pk).update(criteria=outstanding(assessment))
