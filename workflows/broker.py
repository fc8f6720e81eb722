"""Ask a worker to look at once. A lost nudge costs seconds: a sweep finds the work."""

import time
from collections.abc import Callable

import structlog

log = structlog.get_logger("masthead.broker")

QUIET = (
    5.0  # seconds without nudges after one was lost: a dead broker costs its timeout
)
_quiet_until = 0.0


def ask(send: Callable[[], object]) -> None:
    """Run `send`, which puts messages in queues. Never raises and hardly ever waits."""
    global _quiet_until  # noqa: PLW0603 — per process; the worst of a race is one more try
    if time.monotonic() < _quiet_until:
        return
    try:
        send()
    except Exception as error:  # noqa: BLE001 — whatever ails the broker, a sweep will do it
        _quiet_until = time.monotonic() + QUIET
        log.warning("nudge_lost", error=str(error))
