"""When a story goes out, whatever hours somebody types: pure functions."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pages.embargo import holds, hour_with, is_too_early

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOURS = st.none() | st.integers(-5, 5).map(lambda n: NOW + timedelta(hours=n))
LATER, LAST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


def test_without_an_embargo_the_hour_is_the_one_that_was_chosen():
    assert hour_with(LATER, None, NOW) == LATER
    assert hour_with(None, None, NOW) is None


def test_an_embargoed_story_without_an_hour_goes_out_when_the_embargo_ends():
    assert hour_with(None, LATER, NOW) == LATER
    assert hour_with(NOW - timedelta(days=1), LATER, NOW) == LATER


def test_an_hour_behind_the_embargo_stays():
    assert hour_with(LAST, LATER, NOW) == LAST
    assert not is_too_early(LAST, LATER, NOW)


def test_an_hour_before_the_end_of_the_embargo_is_too_early():
    assert is_too_early(LATER, LAST, NOW)


def test_the_last_hour_ahead_holds():
    assert holds(LATER, LAST, None, now=NOW) == LAST
    assert holds(NOW, None, now=NOW) is None


@given(HOURS, HOURS)
def test_what_is_not_called_too_early_never_goes_out_under_its_embargo(hour, until):
    chosen = hour_with(hour, until, NOW)
    if not is_too_early(hour, until, NOW):
        at = chosen or NOW
        assert until is None or until <= max(at, NOW)


@given(HOURS, HOURS)
def test_choosing_the_hour_twice_changes_nothing(hour, until):
    once = hour_with(hour, until, NOW)
    assert hour_with(once, until, NOW) == once
