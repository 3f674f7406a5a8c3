"""What the worker does by the clock."""

from procrastinate.contrib.django import app


@app.periodic(cron="11 * * * *")
@app.task(name="review.hand_over", queueing_lock="review.hand_over", pass_context=False)
def hand_over(timestamp: int) -> None:
    """Evaluations whose evaluator has come too near to a party since they were asked."""
    from enlacesur.review.actions import hand_over_conflicts

    hand_over_conflicts()
