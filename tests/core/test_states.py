"""The question that every action asks of its table."""

import pytest

from enlacesur.core.states import NotNow, move

TABLE = {"open": ("done",), "done": ("open",), "asked": ("asked",)}


def test_the_table_says_what_may_become_of_what():
    assert move(TABLE, "open", "done") == "done"


def test_another_way_was_closed_meanwhile():
    with pytest.raises(NotNow, match="ese paso ya no es posible"):
        move(TABLE, "open", "asked")


def test_who_presses_twice_reads_that_it_is_done():
    with pytest.raises(NotNow, match="Esto ya estaba hecho"):
        move(TABLE, "done", "done")


def test_what_may_be_done_over_and_over_is_done():
    assert move(TABLE, "asked", "asked") == "asked"
