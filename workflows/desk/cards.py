"""A story as one person meets it: with what they may do about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows.desk import board
from workflows.desk.rights import Rights
from workflows.desk.story import Step, Story


@dataclass(frozen=True)
class Card:
    story: Story
    since: datetime
    decides: bool
    approves: bool
    is_mine: bool  # this person's claim
    is_overdue: bool

    @property
    def claims(self) -> bool:
        return self.decides and self.story.held is None

    @property
    def is_unwritten(self) -> bool:
        """Say whether its writer still has something to do for a first publication."""
        return self.story.never_published and self.story.step is None


def cards(
    stories: Iterable[Story], steps: Sequence[Step], user: Any, *, now: datetime
) -> list[Card]:
    """Return each story with what `user` is offered; no query per story."""
    rights, by_id = Rights.of(user), {step.id: step for step in steps}
    return [_card(each, by_id.get(each.step or 0), rights, now) for each in stories]


def _card(story: Story, step: Step | None, rights: Rights, now: datetime) -> Card:
    late = story.due_at is not None and story.due_at < now and story.never_published
    return Card(
        story=story,
        since=board.since(story),
        decides=rights.decides(story, step),
        approves=rights.approves(story, step),
        is_mine=story.held is not None and story.held.person.id == rights.user.pk,
        is_overdue=late,
    )
