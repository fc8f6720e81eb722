"""Nudge workers after commit. A lost nudge costs seconds: the sweep finds the work."""

import time
from collections.abc import Iterable

import structlog
from django.db import transaction

from workflows.mirrors.models import Mirror

log = structlog.get_logger("masthead.mirrors")

QUIET = (
    5.0  # seconds without nudges after one was lost: a dead broker costs its timeout
)
_quiet_until = 0.0


def nudge_after_commit() -> None:
    """Ask workers to look at every mirror, once this transaction has committed."""
    transaction.on_commit(nudge_all, robust=True)


def nudge_all() -> None:
    """Ask workers to look at every mirror that is carried."""
    nudge(Mirror.objects.carrying().free().values_list("pk", flat=True))


def nudge(mirror_ids: Iterable[int]) -> None:
    """Ask workers to look at these mirrors. Never raises and hardly ever waits."""
    global _quiet_until  # noqa: PLW0603 — per process; the worst of a race is one more try
    from workflows.mirrors.tasks import deliver  # noqa: PLC0415 — tasks import the verbs

    if time.monotonic() < _quiet_until:
        return
    try:
        for mirror_id in mirror_ids:
            deliver.delay(mirror_id)
    except Exception as error:  # noqa: BLE001 — whatever ails the broker, the sweep will do it
        _quiet_until = time.monotonic() + QUIET
        log.warning("nudge_lost", error=str(error))
