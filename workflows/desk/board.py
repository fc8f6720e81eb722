"""The board: which column a story stands in. Pure: from facts to columns, no database.

A column is what the rules made of a story, not something that anybody sets; so there
is nothing to drag.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from math import inf
from typing import Any

from django.utils.translation import gettext_lazy as _

from workflows.desk.story import Plan, Step, Story

PLANNED, DRAFT, SENT_BACK = "planned", "draft", "sent-back"
SCHEDULED, PUBLISHED, ATTENTION = "scheduled", "published", "attention"


def of_step(step_id: int) -> str:
    return f"step-{step_id}"


@dataclass
class Column:
    """`key` is stable, `title` is for people; `plans` stand in the first column only."""

    key: str
    title: Any  # a text, or one to be translated
    stories: list[Story] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.stories) + len(self.plans)


def column_of(story: Story, *, today: datetime) -> str | None:
    """Return the key of the story's column; None, if it has no place on the board.

    `today` is midnight in the newsroom.
    """
    if story.reasons:
        return ATTENTION
    if story.step is not None:
        return of_step(story.step)
    if story.returned is not None:
        return SENT_BACK
    if story.goes_out_at is not None:
        return SCHEDULED
    if not story.live or story.has_changes:
        return DRAFT
    is_todays = story.published_at is not None and story.published_at >= today
    return PUBLISHED if is_todays else None


def arrange(
    stories: Iterable[Story],
    plans: Sequence[Plan],
    steps: Sequence[Step],
    *,
    today: datetime,
) -> list[Column]:
    """Return every column from left to right, each in the order in which it is worked off."""
    columns = {column.key: column for column in _empty(steps)}
    for story in stories:
        key = column_of(story, today=today)
        if key in columns:
            columns[key].stories.append(story)
    columns[PLANNED].plans = list(plans)
    for column in columns.values():
        column.stories.sort(key=partial(_order, column=column.key))
    return list(columns.values())


def waiting(stories: Iterable[Story]) -> list[Story]:
    """Return what is in review, the oldest first."""
    found = [story for story in stories if story.step is not None]
    return sorted(found, key=partial(_order, column=""))


def since(story: Story) -> datetime:
    """Return since when the story is where it is."""
    if story.step is not None and story.waits_since is not None:
        return story.waits_since
    if story.returned is not None:
        return story.returned.at
    if story.live and not story.has_changes and story.published_at is not None:
        return story.published_at
    return story.changed_at


def _empty(steps: Sequence[Step]) -> list[Column]:
    return [
        Column(PLANNED, _("Planned")),
        Column(DRAFT, _("Draft")),
        Column(SENT_BACK, _("Sent back")),
        *(Column(of_step(step.id), step.name) for step in steps),
        Column(SCHEDULED, _("Scheduled")),
        Column(PUBLISHED, _("Published today")),
        Column(ATTENTION, _("Needs attention")),
    ]


def _order(story: Story, *, column: str) -> tuple[float, int]:
    """Newest first where people look for what is fresh; elsewhere who waits longest."""
    at = since(story).timestamp()
    if column in (DRAFT, PUBLISHED):
        at = -at
    elif column == SCHEDULED:
        at = story.goes_out_at.timestamp() if story.goes_out_at else inf
    return at, story.page_id
