"""Claim due files, and answer for them afterwards.

A claim is answered by edition *and* count of attempts: a file that was owed anew in
between starts at no attempts, so an answer about the older state misses it.
"""

from collections.abc import Collection, Iterable
from itertools import takewhile

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from workflows.backoff import jitter
from workflows.mirrors import backoff
from workflows.mirrors.lease import Lease
from workflows.mirrors.models import DueFile
from workflows.mirrors.models.due_file import DueFileQuerySet
from workflows.mirrors.owe import METADATA, owe_again

MOST = 64  # files in one claim: their transactions and the flush are paid once

# One statement: Django's own delete() looks first and deletes by key, and what a press
# commits in between would be forgotten. Rows are locked in the order in which they are
# owed, or a takedown and this could wait for each other. What was carried is to be seen, but for the
# metadata: whoever looks at the head reads it anyway.
SETTLE = f"""
WITH answered AS (
    SELECT * FROM unnest(%(keys)s::bigint[], %(editions)s::bigint[], %(attempts)s::int[])
        AS answered (id, edition, attempts)
), locked AS (
    SELECT due.id FROM mirrors_duefile AS due JOIN answered ON due.id = answered.id
    ORDER BY due.mirror_id, due.path FOR UPDATE OF due
), settled AS (
    DELETE FROM mirrors_duefile AS due USING mirrors_mirror AS mirror, answered, locked
    WHERE due.id = locked.id AND due.id = answered.id
        AND due.edition = answered.edition AND due.attempts = answered.attempts
        AND mirror.id = due.mirror_id AND mirror.lease_owner = %(owner)s
    RETURNING due.mirror_id, due.path, due.edition, due.urgent
), unseen AS (
    INSERT INTO mirrors_duelook AS look
        (mirror_id, path, edition, urgent, carried_at, attempts, repairs, next_at, seen)
    SELECT mirror_id, path, edition, urgent, statement_timestamp(), 0, 0,
        statement_timestamp(), ''
    FROM settled WHERE path NOT LIKE '{METADATA}%%'
    ORDER BY path
    ON CONFLICT (mirror_id, path) DO UPDATE SET
        edition = excluded.edition,
        urgent = look.urgent OR excluded.urgent,
        carried_at = excluded.carried_at,
        repairs = CASE WHEN look.edition = excluded.edition THEN look.repairs ELSE 0 END,
        attempts = 0,
        next_at = excluded.next_at
)
SELECT count(*) FROM settled
"""  # noqa: S608 — our own names, no value of a user


def claim(lease: Lease) -> list[DueFile]:
    """Return the files to carry next: one, or several of one rank; none if none is ready.

    Their attempt is counted, and their next try set, before anything is written: a file
    that kills its worker backs off by itself, and is claimed alone from then on. A row
    that a press is changing right now is left for the newer state.

    Raises:
        LeaseLost: this worker no longer carries the mirror.
    """
    with transaction.atomic(durable=True):
        lease.renew()
        owed = DueFile.objects.filter(mirror_id=lease.mirror.pk)
        ready = owed.reachable().ready().in_order()
        batch = _alike(ready.select_for_update(skip_locked=True)[:MOST])
        for due in batch:
            due.attempts += 1
        if batch:
            _count_attempt(batch)
    return batch


def settle(lease: Lease, carried: Collection[DueFile]) -> int:
    """Forget carried files, and have them looked at; return how many.

    One stays owed if it was owed anew since the claim, or if the lease is no longer ours.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            SETTLE,
            {
                "keys": [due.pk for due in carried],
                "editions": [due.edition for due in carried],
                "attempts": [due.attempts for due in carried],
                "owner": lease.owner,
            },
        )
        settled = int(cursor.fetchone()[0])
    own_up(lease, carried)
    return settled


def own_up(lease: Lease, written: Collection[DueFile]) -> None:
    """Owe again what we wrote, or may have written, if the lease is no longer ours.

    Somebody may have carried a newer state before we wrote.
    """
    if written and not lease.row().exists():
        owe_again(lease.mirror, [due.path for due in written])


def put_off(due: DueFile, error: Exception) -> None:
    """Keep a file that failed, with the reason; its next try was set by the claim."""
    _claimed(due).update(last_error=str(error))


def give_back(left: Iterable[DueFile]) -> None:
    """Undo claims: the mirror failed or there is no time, so they may be first again."""
    for due in left:
        _claimed(due).update(attempts=F("attempts") - 1, next_at=Now())


def overtaken(lease: Lease, claimed: DueFile) -> bool:
    """Say whether something is ready that must not wait for what was `claimed`."""
    urgent = DueFile.objects.filter(mirror_id=lease.mirror.pk, urgent=True).ready()
    if claimed.urgent:
        urgent = urgent.filter(edition__gt=claimed.edition)
    return urgent.exists()


def _alike(rows: Iterable[DueFile]) -> list[DueFile]:
    """Return the first of `rows`, and those that may share its claim."""
    found = list(rows)
    if not found or found[0].attempts:
        return found[:1]
    urgent, rank = found[0].urgent, found[0].rank
    return list(
        takewhile(
            lambda due: (due.urgent, due.rank, due.attempts) == (urgent, rank, 0), found
        )
    )


def _count_attempt(batch: Collection[DueFile]) -> None:
    first = next(iter(batch))
    wait = backoff.file_wait(first.attempts, urgent=first.urgent, jitter=jitter())
    DueFile.objects.filter(pk__in=[due.pk for due in batch]).update(
        attempts=F("attempts") + 1, next_at=Now() + wait
    )


def _claimed(due: DueFile) -> DueFileQuerySet:
    return DueFile.objects.filter(pk=due.pk, edition=due.edition, attempts=due.attempts)
