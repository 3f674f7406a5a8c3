"""Following the journal: a solution or strength that comes later finds the waiting need."""

from enlacesur.exchange.actions import found_later
from enlacesur.exchange.candidates import FINDERS, needs_found_by
from enlacesur.journal.actions import consume
from enlacesur.journal.models import Event
from enlacesur.matching import index

NEW = tuple(
    f"{kind}.{what}" for kind in FINDERS for what in ("published", "edited", "offered", "offered_again", "confirmed")
)


def find_waiting_needs(events: list[Event]) -> None:
    new = [event for event in events if event.verb in NEW]
    if not new:
        return
    # A need posted a moment ago is to be found too: the index reads on before it is asked.
    index.catch_up()
    for event in new:
        found_later(needs_found_by(event), event)


def register() -> None:
    consume("waiting needs", find_waiting_needs)
