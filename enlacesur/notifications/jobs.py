"""What the worker does by the clock."""

from procrastinate.contrib.django import app


@app.periodic(cron="23 3 * * *")
@app.task(name="notifications.forget", queueing_lock="notifications.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Notices, letters and interests that are old enough."""
    from enlacesur.notifications.forgetting import forget_old

    forget_old()


# Each hour by day, in UTC: a worker that was down makes up for it in the next one, and nobody gets mail at midnight.
@app.periodic(cron="41 9-23 * * *")
@app.task(name="notifications.remind", queueing_lock="notifications.remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Of what is due soon."""
    from enlacesur.notifications.reminders import remind_of_deadlines

    remind_of_deadlines()


@app.periodic(cron="* * * * *")
@app.task(name="notifications.announce", queueing_lock="notifications.announce", pass_context=False)
def announce(timestamp: int) -> None:
    """What the secretariat scheduled and whose hour has come."""
    from enlacesur.notifications.announcing import send_due

    send_due()
