"""What notices are about, by its name: as kind:id, with a word after it where it is only a part of that."""

from enlacesur.journal.models import Event


def thing_of(event: Event) -> str:
    """What a notice of the event is about: later events about the same are told in the same notice."""
    return event.data.get("thing") or subject_of(event)


def subject_of(event: Event) -> str:
    """What a person silences with «no more of this»."""
    return f"{event.target_kind}:{event.target_id}"
