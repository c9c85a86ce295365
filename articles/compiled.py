"""Querysets that are compiled once: Django takes ten times as long to write the SQL of a page as SQLite to run it."""

from collections.abc import Callable, Sequence
from functools import cache

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql import Query


class Compiled:
    """Reads the tuples of a queryset for values that differ from call to call.

    `queryset(values)` is a `values_list` and may use the values in an `__in` only; `kind` is their type: int or str.
    """

    def __init__(self, queryset: Callable[[Sequence], QuerySet], kind: type = int):
        self._queryset = queryset
        self._kind = kind
        self._statement = cache(self._compile)

    def __call__(self, values: Sequence = ()) -> list[tuple]:
        """Return the rows for these values. One query."""
        sql, parameters, query, converters = self._statement(len(values))
        given = dict(zip(self._stand_ins(len(values)), values, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(one, one) for one in parameters])
            rows = cursor.fetchall()
        if converters:
            rows = query.get_compiler(connection=connection).apply_converters(rows, converters)
        return [*map(tuple, rows)]

    def _compile(self, count: int) -> tuple[str, tuple, Query, dict]:
        """Write the SQL for so many values; stand-ins show where they go."""
        query = self._queryset(self._stand_ins(count)).query
        compiler = query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return sql, parameters, query, converters

    def _stand_ins(self, count: int) -> list:
        """Return values that no row has, and no other parameter."""
        return [self._kind(-number) for number in range(1, count + 1)]
