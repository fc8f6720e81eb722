"""A newsroom is opened once in each process; every further test gets the same rows back.

Opening one takes a second: four pages go through review and the press. Putting the rows
back takes a few milliseconds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier
from wagtail.models import Site

Rows = dict[str, frozenset[bytes]]  # table → its rows, as PostgreSQL copies them


@dataclass(frozen=True)
class Snapshot:
    """What opening a newsroom took out of each table, and what it put in."""

    gone: Rows
    new: Rows

    @classmethod
    def of(cls, change: Callable[[], Any]) -> "Snapshot":
        """Make the change, and remember what it did."""
        before = _all_rows()
        change()
        after = _all_rows()
        return cls(_less(before, after), _less(after, before))

    def restore(self) -> None:
        """Do the same to tables that are as they were before the change."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.gone.items():
                keys = [row.split(b"\t", 1)[0].decode() for row in rows]
                key = Identifier(_first_column(table))
                delete = SQL("DELETE FROM {} WHERE {}::text = ANY(%s)")
                cursor.execute(delete.format(Identifier(table), key), [keys])
            for table, rows in self.new.items():
                with cursor.cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(b"".join(rows))
        Site.clear_site_root_paths_cache()


def _less(rows: Rows, others: Rows) -> Rows:
    left = {table: rows[table] - others[table] for table in rows}
    return {table: rows for table, rows in left.items() if rows}


def _all_rows() -> Rows:
    return {table: frozenset(_rows(table)) for table in _tables()}


def _rows(table: str) -> Iterator[bytes]:
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f'COPY "{table}" TO STDOUT') as copy,
    ):
        text = b"".join(map(bytes, copy))
    return iter(text.splitlines(keepends=True))


def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if model._meta.managed})


def _first_column(table: str) -> str:
    """The first column of every table of Django's is its primary key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum = 1",
            [f'"{table}"'],
        )
        return str(cursor.fetchone()[0])
