"""The hottest read: one stored document, by its page's id."""

from datetime import datetime
from typing import NamedTuple

from django.db import connection

# Written out: to build this through the ORM takes longer than all the rest of the answer.
BY_ID = """
SELECT state, document, digest, edition, changed_at
FROM pages_publisheddocument WHERE page_id = %s
"""


class Stored(NamedTuple):
    """What a page's address answers with: its document, or a tombstone."""

    state: str
    document: str
    digest: str
    edition: int
    changed_at: datetime


def stored(page_id: int) -> Stored | None:
    """Return the stored document of a page; None if it never was public."""
    with connection.cursor() as cursor:
        cursor.execute(BY_ID, [page_id])
        row = cursor.fetchone()
    return row and Stored(*row)
