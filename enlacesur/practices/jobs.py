"""What the worker does by the clock."""

from procrastinate.contrib.django import app


# Each hour by day, in UTC, a portion at a time: a mail server is not flooded, and nobody gets mail at midnight.
@app.periodic(cron="17 11-21 * * *")
@app.task(name="practices.freshen", queueing_lock="practices.freshen", pass_context=False)
def freshen(timestamp: int) -> None:
    """Ask the contacts of cards whose day has come."""
    from enlacesur.practices.freshness import ask_portion

    ask_portion()


@app.periodic(cron="47 3 * * *")
@app.task(name="practices.forget", queueing_lock="practices.forget", pass_context=False)
def forget(timestamp: int) -> None:
    """Questions of more than a year ago, and lists of a month ago: both name people."""
    from enlacesur.practices.asking import forget_old
    from enlacesur.practices.importing import forget_old_lists

    forget_old()
    forget_old_lists()
