from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

# Eight tries over about a day; then the notice stays in the inbox alone.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=6)


def queue_mail(notification_id: int) -> None:
    """In the transaction that wrote the notice: neither is there without the other."""
    mail.defer(notification_id=notification_id)


@app.task(name="notifications.mail", queue="mail", retry=PATIENCE)
def mail(notification_id: int) -> None:
    from enlacesur.notifications.mail import send

    send(notification_id)
