"""Waits grow, never beyond their cap, and are never nothing."""

from datetime import timedelta
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from workflows.backoff import JITTER, jitter
from workflows.mirrors import backoff

attempts = st.integers(min_value=1, max_value=2_000_000_000)
factors = st.floats(min_value=1 - JITTER, max_value=1 + JITTER)


@given(attempts, factors)
def test_an_urgent_file_waits_a_minute_at_most(attempts: int, factor: float):
    wait = backoff.file_wait(attempts, urgent=True, jitter=factor)
    assert timedelta(seconds=0.8) <= wait <= timedelta(seconds=60)


@given(attempts, factors)
def test_a_file_waits_a_quarter_of_an_hour_at_most(attempts: int, factor: float):
    wait = backoff.file_wait(attempts, urgent=False, jitter=factor)
    assert timedelta(seconds=0.8) <= wait <= timedelta(minutes=15)


@given(attempts, factors)
def test_a_mirror_is_left_alone_for_a_minute_at_most(failures: int, factor: float):
    wait = backoff.breaker_wait(failures, jitter=factor)
    assert timedelta(seconds=0.8) <= wait <= timedelta(minutes=1)


@given(attempts, factors)
def test_more_failures_never_wait_less(attempts: int, factor: float):
    for wait in (
        partial(backoff.file_wait, urgent=True),
        partial(backoff.file_wait, urgent=False),
        backoff.breaker_wait,
    ):
        assert wait(attempts, jitter=factor) <= wait(attempts + 1, jitter=factor)


def test_waits_double_from_one_second():
    waits = [backoff.breaker_wait(n, jitter=1).total_seconds() for n in range(1, 9)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    slow = backoff.file_wait(11, urgent=False, jitter=1)
    assert slow == timedelta(minutes=15)


def test_jitter_stays_within_a_fifth():
    assert all(0.8 <= jitter() <= 1.2 for _ in range(1000))
