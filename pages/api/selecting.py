"""A read of many published documents: conditions, an order, and columns, as SQL.

Written out, for to build these statements through the ORM takes longer than to answer
them. Every word of SQL stands in this project; what a request brings is only ever a value.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

TABLE = "pages_publisheddocument"


class Brief(NamedTuple):
    """What a short list item is made of: long texts are not read to be left out."""

    page_id: int
    type: str
    html_path: str
    slug: str
    first_published_at: datetime | None
    title: str


class Whole(NamedTuple):
    """The stored document of one page, as text."""

    document: str


Row = Brief | Whole


@dataclass(frozen=True)
class Documents:
    """Live documents, lazily: sliced like a queryset, they are read.

    shape: `Brief` or `Whole`: what each row holds.
    conditions, values: SQL with a `%s` for each value, in the same order.
    order: what follows ORDER BY. It ends with something unique.
    """

    shape: type[Row]
    conditions: tuple[str, ...] = ("state = 'live'",)
    values: tuple[Any, ...] = ()
    order: str = "page_id"

    def where(self, condition: str, *values: Any) -> "Documents":
        return replace(
            self,
            conditions=(*self.conditions, condition),
            values=(*self.values, *values),
        )

    def in_order(self, order: str) -> "Documents":
        return replace(self, order=order)

    def none(self) -> "Documents":
        return self.where("false")

    def __getitem__(self, key: slice) -> list[Row]:
        start = key.start or 0
        statement = (
            f"SELECT {self.columns} FROM {TABLE} WHERE {self.condition} "  # noqa: S608 — no word of it is a user's
            f"ORDER BY {self.order} LIMIT %s OFFSET %s"
        )
        rows = select(statement, (*self.values, key.stop - start, start))
        return [self.shape(*row) for row in rows]

    def count(self) -> int:
        statement = f"SELECT count(*) FROM {TABLE} WHERE {self.condition}"  # noqa: S608 — no word of it is a user's
        [(total,)] = select(statement, self.values)
        return int(total)

    @property
    def columns(self) -> str:
        return ", ".join(self.shape._fields)

    @property
    def condition(self) -> str:
        return " AND ".join(self.conditions)


def select(statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Return the rows that `statement` finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
