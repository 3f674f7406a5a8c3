"""What is to be known at a glance of what an event tells: dates, who pays. As with words, it names the place alone."""

from collections.abc import Callable, Collection, Iterable, Mapping

from enlacesur.core.keys import ids_by_kind

Facts = tuple[tuple[str, str], ...]  # each what it is and how it stands
# Given ids: by id how to say them, in the language in which they are asked for. What is no more is left out.
Source = Callable[[Collection[int]], Mapping[int, Callable[[], Facts]]]
SOURCES: dict[str, Source] = {}


def register_facts(name: str, source: Source) -> None:
    SOURCES[name] = source


def facts_at(places: Iterable[str]) -> dict[str, Callable[[], Facts]]:
    """Of places like `terms:12`."""
    return {
        f"{name}:{pk}": say
        for name, ids in ids_by_kind(places, SOURCES).items()
        for pk, say in SOURCES[name](ids).items()
    }
