"""Confirm: look at what was carried, until the mirror's address shows it."""

import time
from collections import deque

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now
from django.utils import timezone

from workflows.backoff import jitter
from workflows.mirrors import backoff
from workflows.mirrors.models import DueFile, DueLook, Kind, Mirror, Observation
from workflows.mirrors.models.due_look import DueLookQuerySet
from workflows.mirrors.observing import caches
from workflows.mirrors.observing.answers import Asker, Silent
from workflows.mirrors.observing.look import look
from workflows.mirrors.observing.round import Round
from workflows.mirrors.observing.seen import note_seen
from workflows.mirrors.owe import owe_again

SECONDS = 25.0  # one task's share; below the worker's time limit
MOST = 32  # looks in one claim
PATIENCE = 4  # looks, some seven seconds, until what differs is carried again


def confirm(mirror: Mirror, *, seconds: float = SECONDS) -> Observation | None:
    """Look at what was carried to a mirror and not yet seen, takedowns first.

    Two at once do no harm: each look is claimed by one of them.

    Args:
        mirror: as its row is now.
        seconds: after this time no further look is begun.

    Returns:
        The round's record, or None if there was nothing to look at.
    """
    until = time.monotonic() + seconds
    confirming = Round(mirror, Kind.CARRIED)
    asker = Asker(mirror.public_url)
    while time.monotonic() < until and (due := deque(_claim(mirror))):
        caches.forget(mirror, [one.path for one in due])
        try:
            while due and time.monotonic() < until:
                _look(asker, due[0], confirming)
                due.popleft()
        except Silent as error:
            confirming.silent(error)
            if not due[0].urgent:
                _let_others_by(due.popleft())
            break
        finally:
            _give_back(due)
    note_seen(mirror)
    return confirming.record()


def ready() -> DueLookQuerySet:
    """Return the looks whose time has come and whose file is not owed anew."""
    owed = DueFile.objects.filter(mirror=OuterRef("mirror"), path=OuterRef("path"))
    return DueLook.objects.filter(~Exists(owed)).ready()


def _claim(mirror: Mirror) -> list[DueLook]:
    with transaction.atomic(durable=True):
        rows = ready().filter(mirror=mirror).in_order()
        due = list(rows.select_for_update(skip_locked=True)[:MOST])
        for one in due:
            one.attempts += 1
            wait = backoff.file_wait(one.attempts, urgent=one.urgent, jitter=jitter())
            DueLook.objects.filter(pk=one.pk).update(
                attempts=one.attempts, next_at=Now() + wait
            )
    return due


def _look(asker: Asker, due: DueLook, confirming: Round) -> None:
    said = look(asker, due.path)
    row = _claimed(due)
    if not said:
        took = timezone.now() - due.carried_at
        confirming.right(seconds=took.total_seconds())
        row.delete()
        return
    if due.attempts == 1:  # a cache may need a moment, so a first look proves nothing
        row.update(seen=said)
        return
    confirming.differs(due.path, said)
    row.update(seen=said)
    if due.attempts >= PATIENCE + due.repairs and row.update(repairs=due.repairs + 1):
        owe_again(due.mirror, [due.path])


def _give_back(due: deque[DueLook]) -> None:
    for one in due:
        _claimed(one).update(attempts=F("attempts") - 1, next_at=Now())


def _let_others_by(due: DueLook) -> None:
    """Give back what the address fell silent at: when it is asked again, others are first.

    It may be the file that makes it so. A takedown is still looked for before all else.
    """
    wait = 2 * backoff.breaker_wait(due.mirror.looks_failed, jitter=jitter())
    _claimed(due).update(attempts=F("attempts") - 1, next_at=Now() + wait)


def _claimed(due: DueLook) -> DueLookQuerySet:
    """The row as it was claimed: one that was carried anew starts at no attempts."""
    return DueLook.objects.filter(pk=due.pk, edition=due.edition, attempts=due.attempts)
