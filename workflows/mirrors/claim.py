"""Claim one due file, and answer for it afterwards.

A claim is answered by edition *and* count of attempts: a file that was owed anew in
between starts at no attempts, so an answer about the older state misses it.
"""

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from workflows.backoff import jitter
from workflows.mirrors import backoff
from workflows.mirrors.lease import Lease
from workflows.mirrors.models import DueFile
from workflows.mirrors.models.due_file import DueFileQuerySet

# One statement: Django's own delete() looks first and deletes by key, and what a press
# commits in between would be forgotten.
SETTLE = """
DELETE FROM mirrors_duefile AS due USING mirrors_mirror AS mirror
WHERE due.id = %s AND due.edition = %s AND due.attempts = %s
    AND mirror.id = due.mirror_id AND mirror.lease_owner = %s
"""


def claim(lease: Lease) -> DueFile | None:
    """Return the file to carry next, or None if none is ready.

    Its attempt is counted, and its next try set, before anything is written: a file
    that kills its worker backs off by itself. A row that a press is changing right now
    is left for the newer state.

    Raises:
        LeaseLost: this worker no longer carries the mirror.
    """
    with transaction.atomic(durable=True):
        lease.renew()
        owed = DueFile.objects.filter(mirror_id=lease.mirror.pk).ready().in_order()
        due = owed.select_for_update(skip_locked=True).first()
        if due is None:
            return None
        due.attempts += 1
        wait = backoff.file_wait(due.attempts, urgent=due.urgent, jitter=jitter())
        DueFile.objects.filter(pk=due.pk).update(
            attempts=due.attempts, next_at=Now() + wait
        )
    return due


def settle(lease: Lease, due: DueFile) -> bool:
    """Forget a carried file; return False if it stays owed.

    It stays if it was owed anew since the claim, or if the lease is no longer ours.
    """
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, [due.pk, due.edition, due.attempts, lease.owner])
        return bool(cursor.rowcount)


def put_off(due: DueFile, error: Exception) -> None:
    """Keep a file that failed, with the reason; its next try was set by the claim."""
    _claimed(due).update(last_error=str(error))


def give_back(due: DueFile) -> None:
    """Undo a claim: the mirror failed, not the file, so it may be first again."""
    _claimed(due).update(attempts=F("attempts") - 1, next_at=Now())


def _claimed(due: DueFile) -> DueFileQuerySet:
    return DueFile.objects.filter(pk=due.pk, edition=due.edition, attempts=due.attempts)
