"""Nudge a worker after commit. A lost nudge costs seconds: the sweep finds the work."""

import time

import structlog
from django.db import transaction

log = structlog.get_logger("masthead.notices")

QUIET = (
    5.0  # seconds without nudges after one was lost: a dead broker costs its timeout
)
_quiet_until = 0.0


def nudge_after_commit() -> None:
    """Ask a worker to send what is ready, once this transaction has committed."""
    transaction.on_commit(nudge, robust=True)


def nudge() -> None:
    """Ask a worker to look. Never raises and hardly ever waits."""
    global _quiet_until  # noqa: PLW0603 — per process; the worst of a race is one more try
    from workflows.notices.tasks import sweep  # noqa: PLC0415 — tasks import the verbs

    if time.monotonic() < _quiet_until:
        return
    try:
        sweep.delay()
    except Exception as error:  # noqa: BLE001 — whatever ails the broker, the sweep will do it
        _quiet_until = time.monotonic() + QUIET
        log.warning("nudge_lost", error=str(error))
