"""Columns of numbers and moments to the database as they lie in memory: none becomes an object or text on the way."""

from collections.abc import Sequence
from struct import Struct
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import Cursor
from psycopg.adapt import Dumper, PyFormat
from psycopg.postgres import types
from psycopg.pq import Format

BIGINT, MOMENT = types["int8"], types["timestamptz"]
EPOCH = np.datetime64("2000-01-01", "us")  # of PostgreSQL
NEVER = np.iinfo(np.int64).max  # its infinity
HEADER = Struct("!5i")  # of an array: dimensions, whether it has nulls, type, length, first index
ELEMENT = np.dtype([("length", ">i4"), ("value", ">i8")])


class ColumnDumper(Dumper):
    format = Format.BINARY
    element = BIGINT
    oid = BIGINT.array_oid

    def get_key(self, column: NDArray[Any], format: PyFormat) -> Any:
        return (self.cls, column.dtype.kind)

    def upgrade(self, column: NDArray[Any], format: PyFormat) -> "ColumnDumper":
        return MomentDumper(self.cls) if column.dtype.kind == "M" else ColumnDumper(self.cls)

    def dump(self, column: NDArray[Any]) -> bytes:
        elements = np.empty(len(column), dtype=ELEMENT)
        elements["length"], elements["value"] = ELEMENT["value"].itemsize, column
        return HEADER.pack(1, 0, self.element.oid, len(column), 1) + elements.tobytes()


class MomentDumper(ColumnDumper):
    """`datetime64[us]` in UTC; where there is none (NaT), infinity."""

    element = MOMENT
    oid = MOMENT.array_oid

    def dump(self, column: NDArray[Any]) -> bytes:
        return super().dump(np.where(np.isnat(column), NEVER, (column - EPOCH).astype(np.int64)))


def execute(statement: str, values: Sequence[Any]) -> None:
    """In the transaction that is open. The values go beside the statement: Django would write them into it."""
    cursor: Any = Cursor(connection.connection)
    cursor.adapters.register_dumper(np.ndarray, ColumnDumper)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(cursor) as wrapped:
        wrapped.execute(statement, values)
