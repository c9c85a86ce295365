"""Rows as lines and back: every column of every table that an export holds."""

import datetime
import json
from collections.abc import Iterator

import orjson
from django.db import models

from articles.headers import Header
from articles.mending import Mending
from articles.models import (
    Address,
    Article,
    Author,
    Authorship,
    Capture,
    Change,
    Correction,
    ForgottenKey,
    Image,
    RelatedLink,
    Revision,
    Source,
    Tagging,
    Topic,
)

TABLES = (
    *(Source, Author, Topic, Article, Authorship, Tagging, Image, RelatedLink, Correction),
    *(Address, ForgottenKey, Capture, Change, Revision, Header),
)
"""All that is kept of articles. A test names what stays out, and why."""

BATCH = 1_000
"""Rows that are read and written at once."""

CANONICAL = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z

Line = tuple[int | str, bytes]
"""The key of a row, and the row as a line without its end."""


def file_of(model: type[models.Model]) -> str:
    """Return the name of the file that holds a table."""
    return f"tables/{model._meta.model_name}.ndjson"


def columns(model: type[models.Model]) -> list[str]:
    """Return the names of all columns, as lines have them."""
    return [one.attname for one in model._meta.concrete_fields]


def key_of(model: type[models.Model]) -> str:
    """Return the name of the column by which the rows of a table are known."""
    return model._meta.pk.attname


def plural(model: type[models.Model]) -> str:
    """Return what the rows of a table are called."""
    return str(model._meta.verbose_name_plural)


def rows(model: type[models.Model]) -> models.QuerySet:
    """All rows of a table; not through managers, which show and allow less."""
    return models.QuerySet(model)


def lines(model: type[models.Model]) -> Iterator[Line]:
    """Yield every row of a table as (key, line), by key. No cursor stays open between two batches."""
    names, key = columns(model), key_of(model)
    there, place = rows(model).order_by(key).values_list(*names), names.index(key)
    some = list(there[:BATCH])
    while some:
        yield from ((row[place], written(dict(zip(names, row, strict=True)))) for row in some)
        some = list(there.filter(**{f"{key}__gt": some[-1][place]})[:BATCH])


def written(value) -> bytes:
    """Return a value as a line has it: names in order, nothing between them."""
    try:
        return orjson.dumps(value, option=CANONICAL)
    except TypeError:  # half of a character, which JSON on SQLite may hold, or a number of more than 64 bits
        return json.dumps(value, sort_keys=True, separators=(",", ":"), default=_moment).encode()


def _moment(value):
    return orjson.loads(orjson.dumps(value, option=CANONICAL))


def parsed(line: bytes):
    """Return the value of a line. Raises `ValueError` where its JSON is broken."""
    try:
        return orjson.loads(line)
    except ValueError:
        return json.loads(line, parse_constant=_no_number)


def _no_number(name):
    raise ValueError(f"{name} is no value of JSON")


def row_of(model: type[models.Model], record: dict, mending: Mending) -> dict:
    """Return a line's row as `articles.inserting` takes it."""
    return {
        field.attname: value_of(field, mending.kept(record[field.attname])) for field in model._meta.concrete_fields
    }


def value_of(field: models.Field, value):
    """Return a value of JSON as the database takes it."""
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    if value is not None and isinstance(field, models.DateTimeField):
        return datetime.datetime.fromisoformat(value)
    return value
