"""A solution or strength that comes later finds the waiting need; how well open needs are met is looked at anew."""

from procrastinate.contrib.django import app

from enlacesur.exchange.actions import found_later
from enlacesur.exchange.candidates import FINDERS, needs_found_by
from enlacesur.exchange.coverage import look_at_portion, outdate
from enlacesur.exchange.models import Need
from enlacesur.journal.actions import consume
from enlacesur.journal.models import Event
from enlacesur.matching import index

NEW = tuple(
    f"{kind}.{what}" for kind in FINDERS for what in ("published", "edited", "offered", "offered_again", "confirmed")
)
# Who waits was told of it when it was published, or it was published before this platform: it only counts again.
AGAIN = ("solution.recorded", "solution.republished")


def find_waiting_needs(events: list[Event]) -> None:
    new = [event for event in events if event.verb in (*NEW, *AGAIN)]
    if not new:
        return
    # A need posted a moment ago is to be found too: the index reads on before it is asked.
    index.catch_up()
    outdated: set[Need] = set()
    for event in new:
        found = needs_found_by(event)
        if event.verb in NEW:
            found_later(found, event)
        outdated |= {need for need, _key, _strength in found}
    outdate(outdated)  # last, so that nobody waits long for these rows


@app.periodic(cron="* * * * *")
@app.task(name="exchange.coverage", queueing_lock="exchange.coverage", pass_context=False)
def coverage(timestamp: int) -> None:
    """Of a portion of the open needs that are due: the rest has its turn in the next minutes."""
    look_at_portion()


def register() -> None:
    consume("waiting needs", find_waiting_needs)
