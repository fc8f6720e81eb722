"""When a mirror is in trouble, and how often that is said: no database, no clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from workflows.mirrors.alarms.rules import (
    Facts,
    Trouble,
    is_over,
    is_told_again,
    troubles,
)

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LATE = NOW - timedelta(days=1)


def ago(**since: float) -> datetime:
    return NOW - timedelta(**since)


@pytest.mark.parametrize(
    ("field", "minutes", "kind"),
    [
        ("silent_since", 5, Trouble.SILENT),
        ("takedown_since", 1, Trouble.TAKEDOWN),
        ("failing_since", 5, Trouble.FAILING),
        ("behind_since", 10, Trouble.BEHIND),
    ],
)
def test_what_lasts_is_trouble_and_what_has_just_begun_is_not(
    field: str, minutes: int, kind: Trouble
):
    def of(**since: float) -> dict[Trouble, datetime]:
        begun: dict[str, Any] = {field: ago(**since)}
        facts = Facts(is_carried=True, is_live=True, **begun)
        return troubles(facts, now=NOW)

    assert of(minutes=minutes, seconds=-1) == {}
    assert of(minutes=minutes) == {kind: ago(minutes=minutes)}


def test_a_file_that_repair_does_not_mend_is_trouble_at_once():
    facts = Facts(is_carried=True, is_live=True, wrong=1)
    assert troubles(facts, now=NOW) == {Trouble.WRONG: NOW}


def test_a_mirror_that_is_newer_than_our_database_is_trouble_at_once():
    facts = Facts(is_carried=False, is_live=False, is_ahead=True)
    assert troubles(facts, now=NOW) == {Trouble.AHEAD: NOW}


def test_of_a_paused_mirror_nothing_is_said_but_that_it_owes_a_takedown():
    facts = Facts(
        is_carried=False,
        is_live=False,
        silent_since=LATE,
        takedown_since=LATE,
        failing_since=LATE,
        behind_since=LATE,
        wrong=3,
    )
    assert troubles(facts, now=NOW) == {Trouble.TAKEDOWN: LATE}


def test_a_mirror_that_readers_are_not_told_of_may_be_behind():
    facts = Facts(is_carried=True, is_live=False, behind_since=LATE)
    assert troubles(facts, now=NOW) == {}


def test_what_lasts_is_told_after_an_hour_after_four_more_and_then_daily():
    told, times, hours = NOW, 1, []
    for minute in range(60 * 24 * 3):
        at = NOW + timedelta(minutes=minute)
        if is_told_again(times, told, now=at):
            hours.append(minute // 60)
            told, times = at, times + 1
    assert hours == [1, 5, 29, 53]


def test_what_comes_back_within_two_minutes_was_never_over():
    assert not is_over(ago(seconds=119), now=NOW)
    assert is_over(ago(seconds=120), now=NOW)
