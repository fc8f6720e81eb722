"""When a file is tried again after a failure, and when a mirror is."""

from datetime import timedelta

from workflows.backoff import doubled

URGENT_CAP = 60.0  # seconds; a takedown is never given up on
FILE_CAP = 15 * 60.0
BREAKER_CAP = 60.0


def file_wait(attempts: int, *, urgent: bool, jitter: float) -> timedelta:
    """Return the wait before a file's next try, after `attempts` tries: 1, 2, 4 … s."""
    cap = URGENT_CAP if urgent else FILE_CAP
    return doubled(attempts, first=1.0, cap=cap, jitter=jitter)


def breaker_wait(failures: int, *, jitter: float) -> timedelta:
    """Return how long a mirror is left alone after `failures` in a row: 1, 2, 4 … s."""
    return doubled(failures, first=1.0, cap=BREAKER_CAP, jitter=jitter)
