"""Copies a whole archive from one database to another: every row with its number, and what comes next."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connections, models, transaction
from django.db.migrations.executor import MigrationExecutor

from archive.checks import database_problems
from articles.mending import Mending
from articles.numbering import last_given, set_last_given
from articles.recording import lock_sequence

HERE, THERE = "default", "target"
"""The aliases of the database that is copied, and of that which it is copied to."""

BATCH = 1_000
"""Rows that are read and written at once."""

MADE = (Group.permissions.through, Group, Permission, ContentType)
"""What `migrate` puts into every database; it is copied too, for accounts refer to it by number."""


class Refused(Exception):
    """Nothing was copied; the message is one sentence."""


@contextmanager
def target(config):
    """Make a database known under the alias `target`."""
    connections.settings[THERE] = connections.configure_settings({HERE: config})[HERE]
    try:
        yield
    finally:
        connections[THERE].close()
        del connections[THERE], connections.settings[THERE]


def prepare():
    """Look whether all is in order, and make the tables of the target. Raises `Refused`."""
    for sentence in (problem.msg for problem in database_problems(connections[THERE])):
        raise Refused(sentence)
    if is_same(connections[HERE].settings_dict, connections[THERE].settings_dict):
        raise Refused("This is the database that the archive has already.")
    executor = MigrationExecutor(connections[HERE])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("The tables are those of another version: run manage.py migrate first.")
    call_command("migrate", database=THERE, interactive=False, verbosity=0)
    for model in tables():
        if model not in MADE and rows_of(model, THERE).exists():
            raise Refused(f"The target is not empty ({model._meta.db_table} has rows): nothing was copied.")


def is_same(one, other):
    """Whether two databases are the same, as far as their addresses tell."""
    return all(one[name] == other[name] for name in ("ENGINE", "NAME", "HOST", "PORT"))


def tables():
    """Every table of the archive, as the model of its rows."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def rows_of(model, alias):
    """All rows of a table in one of the databases; not through managers, which show and allow less."""
    return models.QuerySet(model).using(alias)


class Copying:
    """One copy. Nobody writes to the archive meanwhile; the target has all of it or nothing."""

    def __init__(self):
        self.mending = Mending()

    @contextmanager
    def begun(self):
        """Hold both databases; what is done in here is done when this ends well."""
        with transaction.atomic(using=HERE), transaction.atomic(using=THERE):
            lock_sequence(HERE)
            for model in MADE:
                rows_of(model, THERE)._raw_delete(THERE)
            yield
            for model in tables():
                go_on_counting(model)
                self._compare(model)

    def count(self):
        """How many rows there are to copy."""
        return sum(rows_of(model, HERE).count() for model in tables())

    def rows(self) -> Iterator:
        """Copy, and yield once for every row that is copied."""
        for model in tables():
            fields = model._meta.concrete_fields
            rows = rows_of(model, HERE).order_by("pk").values_list(*(one.attname for one in fields))
            batch = []
            for row in rows.iterator(chunk_size=BATCH):
                batch.append(row)
                if len(batch) == BATCH:
                    self._write(model, fields, batch)
                    batch = []
                yield
            self._write(model, fields, batch)

    def _write(self, model, fields, rows):
        connection, quote = connections[THERE], connections[THERE].ops.quote_name
        columns, places = ", ".join(quote(one.column) for one in fields), ", ".join(["%s"] * len(fields))
        sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - our own names
        values = [
            [one.get_db_prep_save(self.mending.kept(value), connection) for one, value in zip(fields, row, strict=True)]
            for row in rows
        ]
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)

    def _compare(self, model):
        here, there = (rows_of(model, alias).count() for alias in (HERE, THERE))
        if here != there:
            raise Refused(f"{model._meta.db_table} has {here:,} rows, its copy {there:,}: nothing was copied.")


# --- the next number ----------------------------------------------------------------------------


def go_on_counting(model):
    """Let the target give the number next that the archive would have given: that of a deleted article never again."""
    if isinstance(model._meta.pk, models.AutoField):
        given = last_given(model, connections[HERE])
        if given:
            set_last_given(model, connections[THERE], given)
