"""Which column a story stands in: facts in, columns out, no database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from workflows.desk import board
from workflows.desk.filters import Filter, query_of
from workflows.desk.story import Held, Person, Reason, Return, Step, Story

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOON.replace(hour=0)
RITA, ED = Person(1, "Rita Sand"), Person(2, "Ed Moor")
STEPS = [
    Step(7, "Desk", "review.approve_story"),
    Step(9, "Legal", "review.clear_legal"),
]
DRAFT = Story(
    page_id=1,
    path="000100020003",
    headline="Harbor strike ends",
    section="World",
    desk_id=3,
    byline="Ada Lint",
    words=200,
    urgency=4,
    owner=RITA,
    read="",
    changed_at=NOON,
    live=False,
    has_changes=True,
    published_at=None,
    never_published=True,
)
BACK = Return("Ed Moor", "Who says so?", NOON)
LIVE = replace(
    DRAFT, live=True, has_changes=False, published_at=NOON, never_published=False
)


@pytest.mark.parametrize(
    ("story", "column"),
    [
        (DRAFT, board.DRAFT),
        (replace(DRAFT, step=7), "step-7"),
        (replace(DRAFT, step=9), "step-9"),
        (replace(DRAFT, returned=BACK), board.SENT_BACK),
        (replace(DRAFT, goes_out_at=NOON), board.SCHEDULED),
        (LIVE, board.PUBLISHED),
        (replace(LIVE, has_changes=True), board.DRAFT),
        (replace(LIVE, step=7), "step-7"),
        (replace(LIVE, published_at=TODAY - timedelta(seconds=1)), None),
        (replace(LIVE, reasons=(Reason("It is stuck."),)), board.ATTENTION),
        (replace(DRAFT, step=7, reasons=(Reason("Late."),)), board.ATTENTION),
    ],
)
def test_a_story_stands_in_one_column_at_most(story: Story, column: str | None):
    assert board.column_of(story, today=TODAY) == column


def test_columns_come_in_the_order_of_the_road():
    columns = board.arrange([], [], STEPS, today=TODAY)
    assert [column.key for column in columns] == [
        "planned", "draft", "sent-back", "step-7", "step-9", "scheduled", "published",
        "attention",
    ]  # fmt: skip


def test_a_story_in_a_step_that_is_no_longer_used_is_left_out_and_breaks_nothing():
    columns = board.arrange([replace(DRAFT, step=8)], [], STEPS, today=TODAY)
    assert sum(map(len, columns)) == 0


def test_who_waits_longest_stands_first_and_what_is_new_stands_first_among_drafts():
    hours = [NOON - timedelta(hours=hours) for hours in (1, 3, 2)]
    waiting = [
        replace(DRAFT, page_id=n, step=7, waits_since=at) for n, at in enumerate(hours)
    ]
    drafts = [
        replace(DRAFT, page_id=10 + n, changed_at=at) for n, at in enumerate(hours)
    ]

    columns = {
        c.key: c for c in board.arrange([*waiting, *drafts], [], STEPS, today=TODAY)
    }

    assert [s.page_id for s in columns["step-7"].stories] == [1, 2, 0]
    assert [s.page_id for s in columns["draft"].stories] == [10, 12, 11]
    assert [s.page_id for s in board.waiting([*drafts, *waiting])] == [1, 2, 0]


@pytest.mark.parametrize(
    ("story", "is_kept"),
    [
        (DRAFT, False),
        (replace(DRAFT, owner=ED), True),
        (replace(DRAFT, submitter=ED), True),
        (replace(DRAFT, held=Held(ED, NOON)), True),
        (replace(DRAFT, byline="Ada Lint, Ed Moor"), True),
        (replace(DRAFT, byline="Ed Moorland"), False),
    ],
)
def test_a_persons_stories_are_those_they_have_to_do_with(story: Story, is_kept: bool):  # noqa: FBT001 — pytest hands it over
    assert Filter(person=ED).keeps(story) is is_kept


def test_a_filter_for_the_urgent_keeps_what_is_at_least_as_urgent():
    assert Filter(urgency=3).keeps(replace(DRAFT, urgency=1))
    assert not Filter(urgency=3).keeps(DRAFT)


def test_an_address_is_written_in_one_way():
    assert query_of({"urgency": "3", "desk": "2", "person": "", "page": "9"}) == (
        "desk=2&urgency=3"
    )
