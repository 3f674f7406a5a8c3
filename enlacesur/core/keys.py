"""Things, and places in them, are named from room to room as `kind:id`."""

from collections import defaultdict
from collections.abc import Container, Iterable


def ids_by_kind(keys: Iterable[str], known: Container[str]) -> dict[str, set[int]]:
    """What is to be looked up at once. Of a kind that nobody knows any more nothing is."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for key in keys:
        kind, _colon, pk = key.partition(":")
        if kind in known:
            found[kind].add(int(pk))
    return found
