"""Where the marks of a plot lie, and how long a sync takes still."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflows.mirrors.operating import plot
from workflows.mirrors.operating.estimate import Estimate
from workflows.mirrors.operating.plot import Axis
from workflows.mirrors.operating.words import about, for_long


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0, 5, 10]),
        (11, [0, 5, 10, 15]),
        (61, [0, 20, 40, 60, 80]),
        (700, [0, 300, 600, 900]),
        (3601, [0, 1200, 2400, 3600, 4800]),
        (5 * 3600, [0, 7200, 14400, 21600]),
        (9 * 86400, [0, 5 * 86400, 10 * 86400]),
        (300 * 86400, [n * 86400 for n in (0, 100, 200, 300)]),
    ],
)
def test_an_axis_of_time_counts_as_people_do(most: float, ticks: list[float]):
    assert plot.axis_of_seconds(most).ticks == ticks


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (5, [0, 2, 4, 6]),
        (12345, [0, 5000, 10000, 15000]),
    ],
)
def test_an_axis_of_things_has_whole_numbers(most: int, ticks: list[float]):
    assert plot.axis_of_numbers(most).ticks == ticks


def test_a_line_is_interrupted_where_nothing_was_measured():
    drawn = plot.line([0, 10, None, 5], Axis(top=10, step=5))
    assert drawn == (
        "M0.0 100.0V100.0H250.0V0.0H500.0"
        "M750.0 50.0V50.0H1000.0"
    )  # fmt: skip


def test_only_what_failed_has_a_bar():
    assert plot.bars([0, 2], Axis(top=4, step=2)) == "M550.0 100V50.0h400.0V100z"
    assert plot.bars([0, 0], Axis(top=4, step=2)) == ""


def test_hours_are_those_of_the_readers_clock():
    start = datetime(2026, 11, 22, 20, 10, tzinfo=UTC)
    zone = ZoneInfo("Asia/Kolkata")  # half an hour beside all others
    found = plot.hours(start, start + timedelta(days=1), zone, every=6)
    assert [f"{at:%d %H:%M}" for at in found] == [
        *("23 06:00", "23 12:00", "23 18:00", "24 00:00"),
    ]
    assert [at.utcoffset() for at in found] == [timedelta(hours=5.5)] * 4


def test_on_the_day_that_the_clocks_change_midnight_is_midnight():
    start = datetime(2026, 10, 24, 12, tzinfo=UTC)
    zone = ZoneInfo("Europe/Berlin")
    found = plot.hours(start, start + timedelta(days=3), zone, every=24)
    assert [at.astimezone(UTC).hour for at in found] == [22, 23, 23]


def test_what_is_left_follows_from_the_rate_so_far():
    assert Estimate(total=1000, owed=750, seconds=10).seconds_left == 30
    assert Estimate(total=1000, owed=0, seconds=10).seconds_left == 0


@pytest.mark.parametrize(
    "sync",
    [
        Estimate(total=1000, owed=990, seconds=2.9),
        Estimate(total=1000, owed=1000, seconds=60),
        Estimate(total=0, owed=0, seconds=60),
        Estimate(total=1000, owed=1200, seconds=60),  # more was published meanwhile
    ],
)
def test_without_a_rate_there_is_no_estimate(sync: Estimate):
    assert sync.carried >= 0
    assert sync.seconds_left is None


def test_spans_are_told_as_people_tell_them():
    told = [for_long(timedelta(seconds=n)) for n in (0, 59, 60, 250, 3600, 90061)]
    assert told == ["0 s", "59 s", "1 min", "4 min 10 s", "1 h", "1 d 1 h"]
    assert [about(n) for n in (5, 100, 600, 7300)] == [
        "less than a minute",
        "about 2 minutes",
        "about 10 minutes",
        "about 2 hours",
    ]
