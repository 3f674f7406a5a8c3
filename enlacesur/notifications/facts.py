"""What is to be known at a glance of what an event tells: dates, who pays. As with words, it names the place alone."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

Facts = tuple[tuple[str, str], ...]  # each what it is and how it stands
# Given ids: by id how to say them, in the language in which they are asked for. What is no more is left out.
Source = Callable[[Collection[int]], Mapping[int, Callable[[], Facts]]]
SOURCES: dict[str, Source] = {}


def register_facts(name: str, source: Source) -> None:
    SOURCES[name] = source


def facts_at(places: Iterable[str]) -> dict[str, Callable[[], Facts]]:
    """Of places like `terms:12`."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for place in places:
        name, _colon, pk = place.partition(":")
        if name in SOURCES:
            wanted[name].add(int(pk))
    return {f"{name}:{pk}": say for name, ids in wanted.items() for pk, say in SOURCES[name](ids).items()}
