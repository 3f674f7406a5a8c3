"""State machines as tables: the one question that every action asks of its own table.

Each room's `states.py` holds a TextChoices, its TRANSITIONS `{state: (next states, …)}` and its OWNERS
`{state: who can move it on}`. docs/states.md is generated from them.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from enlacesur.core.access import Sentence

State = TypeVar("State", bound=str)
DONE_ALREADY = _("This was done already; nothing was changed now.")


class NotNow(Exception):  # noqa: N818  the name reads as the sentence that it is
    """The thing is no longer in a state in which this can be done. The reason is shown to the person."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason)
        self.reason = reason


def may_move(table: Mapping[State, Sequence[State]], current: State, to: State) -> bool:
    return to in table[current]


def move(table: Mapping[State, Sequence[State]], current: State, to: State) -> State:
    """Return the new state, or raise NotNow when the table does not know that way."""
    if may_move(table, current, to):
        return to
    if current == to:  # the button was pressed twice, or by two
        raise NotNow(DONE_ALREADY)
    raise NotNow(_("This has changed in the meantime, and that step is no longer possible."))
