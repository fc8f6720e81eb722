"""When a notice is tried again after a failure, and when it is given up."""

from datetime import datetime, timedelta

from workflows.backoff import doubled

CAP = 10 * 60.0  # seconds between two tries, at most
URGENT_CAP = 60.0  # of a kill, for example
PATIENCE = timedelta(days=1)


def wait(attempts: int, *, urgent: bool, jitter: float) -> timedelta:
    """Return the wait before the next try, after `attempts` tries: 5, 10, 20 … s."""
    cap = URGENT_CAP if urgent else CAP
    return doubled(attempts, first=5.0, cap=cap, jitter=jitter)


def is_hopeless(due_at: datetime, now: datetime) -> bool:
    """Say whether what was due at `due_at`, and failed again now, is given up."""
    return now - due_at >= PATIENCE
