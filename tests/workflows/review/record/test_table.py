"""The record as CSV: for spreadsheets, and never a formula."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.review.record.events import Event, Rank, compared, in_order
from workflows.review.record.table import COLUMNS, as_csv

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def event(**fields: Any) -> Event:
    values: dict[str, Any] = {"at": NOW, "rank": Rank.STEP, "what": "Submitted"}
    return Event(**(values | fields))


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_every_event_is_a_row_with_its_time_in_utc():
    table = rows(as_csv([event(who="rita", edition=7, comment="Über, “all”\nof it")]))

    assert table[0] == list(COLUMNS)
    assert table[1] == [
        "2026-11-23T12:00:00+00:00", "Submitted", "rita", "Über, “all”\nof it", "", "", "", "7", "",
    ]  # fmt: skip
    assert as_csv([]).startswith(b"\xef\xbb\xbfat,")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_made_text(cell):
    assert rows(as_csv([event(comment=cell)]))[1][3] == f"'{cell}"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_people_type_no_cell_is_a_formula_and_nothing_is_lost(said):
    cell = rows(as_csv([event(comment=said)]))[1][3]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (said, f"'{said}")


def test_an_hour_is_a_column_of_its_own():
    row = rows(as_csv([event(comment="Wait.", hour=NOW)]))[1]
    assert row[3:5] == ["Wait.", "2026-11-23T12:00:00+00:00"]


def test_of_one_moment_the_decision_comes_before_the_edition():
    found = in_order(
        [event(rank=Rank.EDITION), event(rank=Rank.APPROVAL), event(rank=Rank.STEP)]
    )
    assert [each.rank for each in found] == [Rank.STEP, Rank.APPROVAL, Rank.EDITION]


def test_only_what_was_approved_otherwise_than_submitted_is_compared():
    submitted, same = (
        event(content_hash="a"),
        event(rank=Rank.APPROVAL, content_hash="a"),
    )
    other = event(rank=Rank.APPROVAL, content_hash="b")
    assert compared([submitted, same]) == []
    assert compared([submitted, other, other]) == [("a", "b")]
