"""What the database holds, table by table, as text."""

from __future__ import annotations

from django.db import connection


def dump() -> dict[str, list[str]]:
    """Every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = sorted(str(row) for row in cursor.fetchall())
    return found


def text() -> str:
    """All of it in one text, lower case."""
    return "\n".join(row for rows in dump().values() for row in rows).lower()
