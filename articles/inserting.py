"""Adds many new rows at once, for those whose work is to record or keep them.

Says what `bulk_create` says to the database; but an import writes six rows an article, and making an object of
each row takes longer than writing it. So rows are plain, and values are prepared by column.

A row is {attribute of the model: value}, and all rows of one call have the same ones; a field that is not among
them has its default. Values are as the database takes them: those of JSON fields are text, members of
enumerations their values. Moments need not be prepared.
"""

from django.db import connections, router

PARAMETERS = 30_000
"""Values in one statement: SQLite takes 32,766 unless built for more, PostgreSQL 65,535."""


def insert_all(model, rows, ending=""):
    """Add rows of a model, in the transaction that is open."""
    if not rows:
        return
    connection = connections[router.db_for_write(model)]
    fields = _fields(model, rows[0])
    with connection.cursor() as cursor:
        sql = f"{_beginning(model, fields, connection)} ({_places(fields)}) {ending}"
        cursor.executemany(sql, _values(fields, rows, connection))


def insert_or_replace(model, rows):
    """Do as `insert_all` with rows that have an id; each takes the place of one with the same."""
    quote, key = connections[router.db_for_write(model)].ops.quote_name, model._meta.pk
    others = (quote(one.column) for one in model._meta.concrete_fields if one is not key)
    given = ", ".join(f"{one} = excluded.{one}" for one in others)
    insert_all(model, rows, f"ON CONFLICT ({quote(key.column)}) DO UPDATE SET {given}")


def insert_numbered(model, rows):
    """Do as `insert_all`; return the ids that the database gave, in order."""
    if not rows:
        return []
    connection = connections[router.db_for_write(model)]
    fields, ids = _fields(model, rows[0]), []
    values, step = _values(fields, rows, connection), PARAMETERS // len(fields)
    ending = f"RETURNING {connection.ops.quote_name(model._meta.pk.column)}"
    with connection.cursor() as cursor:
        for some in (values[start : start + step] for start in range(0, len(values), step)):
            places = ", ".join([f"({_places(fields)})"] * len(some))
            sql = f"{_beginning(model, fields, connection)} {places} {ending}"
            cursor.execute(sql, [one for row in some for one in row])
            ids += [pk for (pk,) in cursor.fetchall()]
    return ids


def _fields(model, row):
    """The fields to be written: all but an id that the database gives."""
    return [one for one in model._meta.concrete_fields if not one.primary_key or one.attname in row]


def _beginning(model, fields, connection):
    quote = connection.ops.quote_name
    return f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quote(one.column) for one in fields)}) VALUES"


def _places(fields):
    return ", ".join(["%s"] * len(fields))


def _values(fields, rows, connection):
    """The values of each row, in the order of the fields."""
    if unknown := rows[0].keys() - {field.attname for field in fields}:
        raise TypeError(f"{fields[0].model.__name__} has no {', '.join(sorted(unknown))}.")
    return list(zip(*(_column(field, rows, connection) for field in fields), strict=True))


def _column(field, rows, connection):
    name = field.attname
    if name not in rows[0]:
        return [field.get_db_prep_save(field.get_default(), connection)] * len(rows)
    values = [row[name] for row in rows]
    if field.get_internal_type() != "DateTimeField":
        return values
    prepared = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return [prepared[value] for value in values]
