"""What somebody says with a step stays where they said it. An event names the place, for the journal forgets nothing;
the notice shows what stands there when it is read. So it is erased once, for all who were told."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model
from django.db.models.fields.json import KeyTextTransform

from enlacesur.core.keys import ids_by_kind
from enlacesur.journal.actions import Named
from enlacesur.journal.models import Event

ERASED = "…"  # stands where something was said and erased since


@dataclass(frozen=True)
class Place:
    """`words`: given ids, what stands there, by id; what is no more is left out. `erase`: takes away by id what its
    author may take back; None where it is a part of the thing itself."""

    words: Callable[[Collection[int]], Mapping[int, str]]
    erase: Callable[[int], None] | None = None


@dataclass(frozen=True)
class Said:
    """Words of a person: the event with which they were said, and the place where they stand."""

    event: Event
    place: str
    text: str

    @property
    def is_erasable(self) -> bool:
        return PLACES[self.place.partition(":")[0]].erase is not None


PLACES: dict[str, Place] = {}


def register_words(name: str, place: Place) -> None:
    PLACES[name] = place


def register_fields(places: Mapping[str, tuple[type[Model], str]], erasable: Collection[str] = ()) -> None:
    """Places that are a field of a row."""
    for name, (model, field) in places.items():
        erase = partial(erase_field, model, field) if name in erasable else None
        register_words(name, Place(partial(words_of, model, field), erase))


def words_of(model: type[Model], field: str, ids: Collection[int]) -> dict[int, str]:
    rows = model._default_manager.filter(pk__in=ids).exclude(**{field: ERASED})
    return dict(rows.values_list("pk", field))


def erase_field(model: type[Model], field: str, pk: int) -> None:
    model._default_manager.filter(pk=pk).update(**{field: ERASED})


def words_at(places: Iterable[str]) -> dict[str, str]:
    """Of places like `note:12` the words that stand there now."""
    return {
        f"{place}:{pk}": words
        for place, ids in ids_by_kind(places, PLACES).items()
        for pk, words in PLACES[place].words(ids).items()
    }


def said_by(person: Named) -> list[Said]:
    """What a person said with their steps, as it stands there still: what another said in its place is not theirs."""
    events = Event.objects.annotate(place=KeyTextTransform("says", "data")).filter(place__isnull=False)
    theirs = events.filter(actor_id=person.pk).values("place")
    last = {event.data["says"]: event for event in events.filter(place__in=theirs).order_by("id")}
    own = {place: event for place, event in last.items() if event.actor_id == person.pk}
    words = words_at(own)
    return [Said(event, place, words[place]) for place, event in own.items() if words.get(place)]


def erase(said: Said) -> None:
    place, _colon, pk = said.place.partition(":")
    if act := PLACES[place].erase:
        act(int(pk))


def export_of(person: Named) -> list[dict[str, Any]]:
    return [{"about": one.event.title, "at": one.event.at, "text": one.text} for one in said_by(person)]
