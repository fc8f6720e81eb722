"""Owe pages to the press, and pay: the table is the queue."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction

from pages import clock
from workflows.press import tree
from workflows.press.models import DuePage
from workflows.press.models.due import DuePageQuerySet

TRIES = 4  # that end without a word: a worker may be killed for no fault of its page
LONGEST_WAIT, LONGEST_URGENT_WAIT = timedelta(minutes=15), timedelta(minutes=1)

OWE = """
INSERT INTO press_duepage (page_id, edition, urgent, rank, attempts, next_at, last_error)
SELECT page_id, %s, %s, %s, 0, now(), '' FROM unnest(%s::bigint[]) AS page_id
ON CONFLICT (page_id) DO UPDATE SET
    edition = GREATEST(press_duepage.edition, EXCLUDED.edition),
    urgent = press_duepage.urgent OR EXCLUDED.urgent,
    rank = LEAST(press_duepage.rank, EXCLUDED.rank),
    attempts = 0, next_at = EXCLUDED.next_at, last_error = ''
"""

# One statement: Django's own delete() looks first and deletes by key, and what is owed
# anew in between would be forgotten.
PAY = "DELETE FROM press_duepage WHERE page_id = %s AND edition = %s AND attempts = %s"


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
def claim(*, urgent_only: bool = False) -> DuePage | None:
    """Return the page to press now, counted as tried before it is tried.

    One at a time: what becomes urgent while a page is pressed is next. A page that
    brings the worker down is found waiting, not first in line again.
    """
    now = clock.now()
    due = DuePage.objects.urgent() if urgent_only else DuePage.objects.all()
    free = due.ready(now).in_order().select_for_update(skip_locked=True)
    row = free.first()
    if row is not None:
        row.attempts += 1
        row.next_at = now + wait_after(row.attempts, urgent=row.urgent)
        row.save(update_fields=["attempts", "next_at"])
    return row


def is_ready() -> bool:
    return DuePage.objects.ready(clock.now()).exists()


def wait_after(attempts: int, *, urgent: bool = False) -> timedelta:
    """Return how long to wait after try number `attempts`: 8 s, doubling to 15 minutes.

    What a takedown waits for is tried at least every minute.
    """
    longest = LONGEST_URGENT_WAIT if urgent else LONGEST_WAIT
    return min(timedelta(seconds=4 * 2 ** min(attempts, 12)), longest)


def still(row: DuePage) -> DuePageQuerySet:
    """The row as it was claimed; nothing if the page is owed anew, or claimed by another.

    What is owed anew starts at no attempts: whatever changed since, the one who
    claimed it has not seen it.
    """
    return DuePage.objects.filter(
        page_id=row.page_id, edition=row.edition, attempts=row.attempts
    )


def pay(row: DuePage) -> None:
    """Remove what was owed, unless it is owed anew by now."""
    with connection.cursor() as cursor:
        cursor.execute(PAY, [row.page_id, row.edition, row.attempts])


def put_back(row: DuePage) -> None:
    """Owe it anew, to be tried at once, unless that is so by now."""
    still(row).update(attempts=0, next_at=clock.now())


def give_back(row: DuePage) -> None:
    """Take back that it was tried, unless it is owed anew by now; its next try stays set."""
    still(row).update(attempts=row.attempts - 1)


def is_poison(row: DuePage) -> bool:
    """Say whether its tries ended without success or error, so often that it is its own fault."""
    return row.attempts > TRIES and not row.last_error


def park(row: DuePage) -> bool:
    """Note `last_error`: why a page cannot be pressed. It is tried again later and holds up nobody.

    Returns False if it is owed anew by now: then the next try says how it goes.
    """
    return bool(still(row).update(last_error=row.last_error))
