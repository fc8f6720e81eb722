"""Nudge the press after commit. A lost nudge costs seconds: the sweep finds the work."""

import structlog
from django.db import transaction

log = structlog.get_logger("masthead.press")


def nudge() -> None:
    """Ask a worker to press what is owed, once this transaction has committed."""
    transaction.on_commit(_send, robust=True)


def nudge_sweep() -> None:
    """Ask a worker to look for changes without an edition, after this transaction."""
    transaction.on_commit(_send_sweep, robust=True)


def _send() -> None:
    from workflows.press.tasks import press  # noqa: PLC0415 — tasks import the verbs

    _best_effort(press)


def _send_sweep() -> None:
    from workflows.press.tasks import sweep  # noqa: PLC0415 — as above

    _best_effort(sweep)


def _best_effort(task: object) -> None:
    try:
        task.delay()  # type: ignore[attr-defined]  # a Celery task
    except Exception as error:  # noqa: BLE001 — whatever ails the broker, the sweep will do it
        log.warning("nudge_lost", error=str(error))
