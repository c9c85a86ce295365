"""The numbers that a database gives to new rows: that of a deleted one is never given again."""


def last_given(model, connection) -> int:
    """Return the last number that a database gave to a row; 0 where it gave none."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            return (cursor.fetchone() or (0,))[0]
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', model._meta.pk.column])
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")  # noqa: S608
        return cursor.fetchone()[0]


def set_last_given(model, connection, number):
    """Let a database go on after this number."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        else:
            sql = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
            cursor.execute(sql, [f'"{table}"', model._meta.pk.column, number])
