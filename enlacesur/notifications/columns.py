"""Columns of numbers to the database as they lie in memory: none becomes an object or text on the way."""

from collections.abc import Sequence
from struct import Struct
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import Cursor
from psycopg.adapt import Dumper
from psycopg.postgres import types
from psycopg.pq import Format

BIGINT = types["int8"]
HEADER = Struct("!5i")  # of an array: dimensions, whether it has nulls, type, length, first index
ELEMENT = np.dtype([("length", ">i4"), ("value", ">i8")])


class ColumnDumper(Dumper):
    format = Format.BINARY
    oid = BIGINT.array_oid

    def dump(self, column: NDArray[Any]) -> bytes:
        elements = np.empty(len(column), dtype=ELEMENT)
        elements["length"], elements["value"] = ELEMENT["value"].itemsize, column
        return HEADER.pack(1, 0, BIGINT.oid, len(column), 1) + elements.tobytes()


def execute(statement: str, values: Sequence[Any]) -> None:
    """In the transaction that is open. The values go beside the statement: Django would write them into it."""
    cursor: Any = Cursor(connection.connection)
    cursor.adapters.register_dumper(np.ndarray, ColumnDumper)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(cursor) as wrapped:
        wrapped.execute(statement, values)
