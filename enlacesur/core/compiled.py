"""Statements that are written once and asked often: writing one takes Django longer than answering it the database."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.expressions import RawSQL


class Given:
    def __init__(self, name: str) -> None:
        self.name = name


def given(name: str) -> Value:
    """Stands in a queryset for what is given each time."""
    return Value(Given(name))


def given_ids(name: str) -> RawSQL:
    """Stands for a list of them, as in `filter(pk__in=given_ids("cards"))`."""
    return one_by_one(Given(name))


def these(ids: Iterable[int]) -> RawSQL:
    """Very many of them as one value, as in `filter(pk__in=these(ids))`: one by one, writing them takes longer than
    finding them."""
    return one_by_one(list(ids))


def one_by_one(ids: Any) -> RawSQL:
    return RawSQL("SELECT unnest(%s::bigint[])", [ids])


class Compiled:
    """A queryset of values. What is not `given` in it stays as it was when it was first asked."""

    def __init__(self, write: Callable[[], QuerySet[Any, Any]]) -> None:
        self.write = write

    @cached_property
    def written(self) -> tuple[str, tuple[Any, ...], Any]:
        """The statement, its values, and what makes its columns what Python knows them as."""
        compiler: Any = self.write().query.get_compiler(connection=connection)
        text, values = compiler.as_sql()
        return text, tuple(values), compiler.get_converters([column for column, _sql, _name in compiler.select])

    def statement(self, **known: Any) -> tuple[str, list[Any]]:
        text, values, _converters = self.written
        return text, [known[value.name] if isinstance(value, Given) else value for value in values]

    def rows(self, **known: Any) -> list[list[Any]]:
        with connection.cursor() as cursor:
            cursor.execute(*self.statement(**known))
            rows = [list(row) for row in cursor.fetchall()]
        _text, _values, converters = self.written
        for place, (converts, expression) in converters.items():
            for row in rows:
                for convert in converts:
                    row[place] = convert(row[place], expression, connection)
        return rows
