"""What somebody says with a step stays where they said it. An event names the place, for the journal forgets nothing;
the notice shows what stands there when it is read."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

# Given ids: the words, by id. What is no more is left out.
Source = Callable[[Collection[int]], Mapping[int, str]]
SOURCES: dict[str, Source] = {}


def register_words(place: str, source: Source) -> None:
    SOURCES[place] = source


def words_at(places: Iterable[str]) -> dict[str, str]:
    """Of places like `note:12` the words that stand there now."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for named in places:
        place, _colon, pk = named.partition(":")
        if place in SOURCES:
            wanted[place].add(int(pk))
    return {f"{place}:{pk}": words for place, ids in wanted.items() for pk, words in SOURCES[place](ids).items()}
