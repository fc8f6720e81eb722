"""How long to wait after a failure: pure arithmetic."""

import random
from datetime import timedelta

JITTER = 0.2  # share of the wait, either way, so that failures do not march in step


def jitter() -> float:
    """Draw a factor around 1, for `doubled`."""
    return random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 — no secret


def doubled(times: int, *, first: float, cap: float, jitter: float) -> timedelta:
    """Return the wait after `times` failures: `first` seconds, twice that, … up to `cap`."""
    exponent = min(times - 1, 20)  # 2 ** 20 s is beyond every cap
    return timedelta(seconds=min(cap, first * 2.0**exponent * jitter))
