"""The newsroom's clock is the database's; a machine that differs says so."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from structlog.testing import capture_logs

from pages import clock

SHARED = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(hours=2), [7200]),
        (timedelta(hours=-2), [-7200]),
        (timedelta(seconds=30), []),
    ],
)
def test_what_is_past_is_past_by_both_clocks_and_a_wrong_one_is_named(
    monkeypatch, ahead, said
):
    monkeypatch.setattr(clock, "now", lambda: SHARED)
    with time_machine.travel(SHARED + ahead, tick=False), capture_logs() as logs:
        assert clock.surely_past() == min(SHARED, SHARED + ahead)
    assert [log["ahead_seconds"] for log in logs] == said
    assert {log["event"] for log in logs} <= {"clock_wrong"}
