"""Who has come too near to a party is not asked any longer: as soon as the journal tells of it, and by the clock."""

from procrastinate.contrib.django import app

from enlacesur.journal.actions import MANY, consume
from enlacesur.journal.models import Event
from enlacesur.review.subjects import JOINED, TIE_VERBS

OWN_VERBS = ("tie.declared", *JOINED)  # features register theirs


def register() -> None:
    TIE_VERBS.update(OWN_VERBS)
    consume("conflicts", follow_ties, MANY)


def follow_ties(events: list[Event]) -> None:
    from enlacesur.review.actions import hand_over_conflicts
    from enlacesur.review.conflicts import touched_by

    if told := [event for event in events if event.verb in TIE_VERBS]:
        hand_over_conflicts(touched_by(told))


@app.periodic(cron="11 * * * *")
@app.task(name="review.hand_over", queueing_lock="review.hand_over", pass_context=False)
def hand_over(timestamp: int) -> None:
    """Those of whom no event tells, as when a register corrects in which city an institution is."""
    from enlacesur.review.actions import hand_over_conflicts

    hand_over_conflicts()
