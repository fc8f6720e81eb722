"""How long to wait after a failure: pure arithmetic."""

import random
from datetime import timedelta

URGENT_CAP = 60.0  # seconds; a takedown is never given up on
FILE_CAP = 15 * 60.0
BREAKER_CAP = 60.0
JITTER = 0.2  # share of the wait, either way, so that failures do not march in step


def jitter() -> float:
    """Draw a factor around 1, for the two functions below."""
    return random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 — no secret


def file_wait(attempts: int, *, urgent: bool, jitter: float) -> timedelta:
    """Return the wait before a file's next try, after `attempts` tries: 1, 2, 4 … s."""
    return _doubled(attempts, URGENT_CAP if urgent else FILE_CAP, jitter)


def breaker_wait(failures: int, *, jitter: float) -> timedelta:
    """Return how long a mirror is left alone after `failures` in a row: 1, 2, 4 … s."""
    return _doubled(failures, BREAKER_CAP, jitter)


def _doubled(times: int, cap: float, factor: float) -> timedelta:
    exponent = min(times - 1, 20)  # 2 ** 20 s is beyond every cap
    return timedelta(seconds=min(cap, 2.0**exponent * factor))
