"""Owe pages to the press, and pay: the table is the queue."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from workflows.press import tree
from workflows.press.models import DuePage

BATCH = 20  # pages in one transaction: small enough to let a takedown pass quickly
LONGEST_WAIT = timedelta(minutes=15)

OWE = """
INSERT INTO press_duepage (page_id, edition, urgent, rank, attempts, next_at, last_error)
SELECT page_id, %s, %s, %s, 0, now(), '' FROM unnest(%s::bigint[]) AS page_id
ON CONFLICT (page_id) DO UPDATE SET
    edition = GREATEST(press_duepage.edition, EXCLUDED.edition),
    urgent = press_duepage.urgent OR EXCLUDED.urgent,
    rank = LEAST(press_duepage.rank, EXCLUDED.rank),
    attempts = 0, next_at = EXCLUDED.next_at, last_error = ''
"""


def owe(
    page_ids: Iterable[int], edition: int, *, rank: int, urgent: bool = False
) -> None:
    """Owe pages at `edition`; what is owed already becomes newer and more urgent, never less."""
    wanted = sorted(set(page_ids))
    if wanted:
        # Several statements of several transactions would lock rows crosswise.
        tree.lock()
        with connection.cursor() as cursor:
            cursor.execute(OWE, [edition, urgent, int(rank), wanted])


@transaction.atomic
def claim() -> list[DuePage]:
    """Return what to press now, counted as tried before it is tried.

    A page that brings the worker down is so found waiting, not first in line again; it
    is then tried alone, so that it takes no other page with it.
    """
    now = timezone.now()
    due = DuePage.objects.ready(now).in_order().select_for_update(skip_locked=True)
    first = due.first()
    if first is None:
        return []
    rows = [first]
    if first.attempts == 0:
        rows = list(
            due.filter(attempts=0, urgent=first.urgent, rank=first.rank)[:BATCH]
        )
    for row in rows:
        row.attempts += 1
    DuePage.objects.filter(pk__in=[row.pk for row in rows]).update(
        attempts=F("attempts") + 1, next_at=now + wait_after(first.attempts)
    )
    return rows


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait before try `attempts` + 1: 4 s, doubling to 15 minutes."""
    return min(timedelta(seconds=4 * 2 ** min(attempts, 12)), LONGEST_WAIT)


def pay(row: DuePage) -> None:
    """Remove what was owed, unless a later edition is owed by now."""
    DuePage.objects.filter(page_id=row.page_id, edition=row.edition).delete()


def park(row: DuePage, error: str) -> None:
    """Note why a page cannot be pressed; it is tried again later and holds up nobody."""
    DuePage.objects.filter(page_id=row.page_id, edition=row.edition).update(
        last_error=error[:2000]
    )
