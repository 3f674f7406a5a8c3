"""What somebody says with a step stays where they said it. An event names the place, for the journal forgets nothing;
the notice shows what stands there when it is read."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial

from django.db.models import Model

# Given ids: the words, by id. What is no more is left out.
Source = Callable[[Collection[int]], Mapping[int, str]]
SOURCES: dict[str, Source] = {}


def register_words(place: str, source: Source) -> None:
    SOURCES[place] = source


def register_fields(places: Mapping[str, tuple[type[Model], str]]) -> None:
    """Places that are a field of a row."""
    for place, (model, field) in places.items():
        register_words(place, partial(words_of, model, field))


def words_of(model: type[Model], field: str, ids: Collection[int]) -> dict[int, str]:
    return dict(model._default_manager.filter(pk__in=ids).values_list("pk", field))


def words_at(places: Iterable[str]) -> dict[str, str]:
    """Of places like `note:12` the words that stand there now."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for named in places:
        place, _colon, pk = named.partition(":")
        if place in SOURCES:
            wanted[place].add(int(pk))
    return {f"{place}:{pk}": words for place, ids in wanted.items() for pk, words in SOURCES[place](ids).items()}
