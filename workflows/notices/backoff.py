"""How long to wait after a failure, and when to give up: pure arithmetic."""

import random
from datetime import datetime, timedelta

CAP = 10 * 60.0  # seconds between two tries, at most
URGENT_CAP = 60.0  # of a kill, for example
JITTER = 0.2  # share of the wait, either way
PATIENCE = timedelta(days=1)


def jitter() -> float:
    """Draw a factor around 1, for `wait`."""
    return random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 — no secret


def wait(attempts: int, *, urgent: bool, jitter: float) -> timedelta:
    """Return the wait before the next try, after `attempts` tries: 5, 10, 20 … s."""
    exponent = min(attempts - 1, 20)  # 2 ** 20 s is beyond every cap
    cap = URGENT_CAP if urgent else CAP
    return timedelta(seconds=min(cap, 5.0 * 2.0**exponent * jitter))


def is_hopeless(due_at: datetime, now: datetime) -> bool:
    """Say whether what was due at `due_at`, and failed again now, is given up."""
    return now - due_at >= PATIENCE
