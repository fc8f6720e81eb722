"""My desk: what the admin's home shows each person, most pressing first."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.views import home

from pages.models import ArticlePage
from workflows.desk import board, deciding, tables
from workflows.desk.cards import Card, cards
from workflows.desk.story import Plan, Story
from workflows.desk.takedowns import Takedown, running
from workflows.review.models import LaterReview

SOON = timedelta(hours=8)  # a shift
ROWS = 15
LIVE = 5
WAGTAILS = (
    home.WorkflowObjectsToModeratePanel,
    home.UserObjectsInWorkflowModerationPanel,
    home.RecentEditsPanel,
    home.LockedPagesPanel,
)


class MyDesk:
    """Everything the panels of one request are made of, read once."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        self.now = timezone.now()

    @cached_property
    def newsroom(self) -> tables.Newsroom:
        return tables.read(self.user, now=self.now)

    @cached_property
    def cards(self) -> list[Card]:
        stories, steps = self.newsroom.stories, self.newsroom.steps
        return cards(stories, steps, self.user, now=self.now)

    def is_mine(self, story: Story) -> bool:
        """Say whether they own it, or are the one who submitted it."""
        people = [story.owner, story.submitter]
        return self.user.pk in [person.id for person in people if person]

    def has_plan(self, plan: Plan) -> bool:
        return plan.person is not None and plan.person.id == self.user.pk

    def mine(self) -> list[Card]:
        return [card for card in self.cards if self.is_mine(card.story)]

    @property
    def decides(self) -> bool:
        """Say whether this person is one of those whom review asks."""
        return any(self.user.has_perm(step.permission) for step in self.newsroom.steps)

    @property
    def takes_down(self) -> bool:
        return bool(self.user.has_perm("press.kill_story"))


class DeskPanel(Component):
    """One list of the home screen. Without rows it is not there, unless it says `empty`."""

    template_name = "desk/panel.html"
    row_template = "desk/story_or_plan_row.html"
    order = 200  # as listed in PANELS
    heading: Any = ""
    icon = ""
    empty: Any = ""
    limit: int | None = ROWS  # how many rows are shown, if the others are on the board

    def __init__(self, desk: MyDesk) -> None:
        self.desk = desk

    def rows(self) -> Iterable[Any]:
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        rows = list(self.rows())
        return {
            "id": type(self).__name__.lower(),
            "heading": self.heading,
            "icon": self.icon,
            "empty": self.empty,
            "row_template": self.row_template,
            "rows": rows[: self.limit],
            "more": len(rows[self.limit :]) if self.limit else 0,
            "now": self.desk.now,
            "here": reverse("wagtailadmin_home"),
            "request": parent_context.get("request"),
            "csrf_token": parent_context.get("csrf_token"),
        }


class Takedowns(DeskPanel):
    heading = _("Takedowns that are still running")
    icon = "warning"
    row_template = "desk/takedown_row.html"
    limit = None

    def rows(self) -> Iterable[Takedown]:
        return running() if self.desk.takes_down else []


class LaterReviews(DeskPanel):
    heading = _("To be reviewed after the fact")
    icon = "warning"
    row_template = "desk/later_review_row.html"
    limit = None

    def rows(self) -> Iterable[LaterReview]:
        if not (self.desk.decides or self.desk.takes_down):
            return []
        return LaterReview.objects.open().oldest_first()


class Attention(DeskPanel):
    heading = _("Needs attention")

    def rows(self) -> Iterable[Card]:
        if not (self.desk.decides or self.desk.takes_down):
            return []
        return [
            card
            for card in self.desk.cards
            if not all(reason.listed for reason in card.story.reasons)
        ]


class Waiting(DeskPanel):
    """What waits for this person's decision, the oldest first."""

    heading = _("Waits for you")

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        empty = _("Nothing waits for you.") if self.desk.decides else ""
        return context | {"empty": empty}

    def rows(self) -> Iterable[Card]:
        asked = {c.story.page_id: c for c in self.desk.cards if c.decides}
        waiting = board.waiting(card.story for card in asked.values())
        return [asked[story.page_id] for story in waiting]


class Due(DeskPanel):
    """What goes out in this shift, and what should be written by its end."""

    heading = _("Due in the next hours")

    def rows(self) -> Iterable[Card | Plan]:
        if not self.desk.decides:
            return []
        until = self.desk.now + SOON
        found: list[Card | Plan] = [
            card
            for card in self.desk.cards
            if (at := due_of(card)) is not None and at < until
        ]
        found += [p for p in self.desk.newsroom.plans if p.due_at and p.due_at < until]
        return sorted(found, key=lambda row: due_of(row) or until)


class CameBack(DeskPanel):
    heading = _("Came back to you")

    def rows(self) -> Iterable[Card]:
        return [
            c for c in self.desk.mine() if c.story.returned and c.story.step is None
        ]


class MyAssignments(DeskPanel):
    heading = _("Your assignments")

    def rows(self) -> Iterable[Plan]:
        return filter(self.desk.has_plan, self.desk.newsroom.plans)


class MyDrafts(DeskPanel):
    heading = _("Your drafts")

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        empty = "" if self.desk.decides else _("You have no drafts.")
        return context | {"empty": empty}

    def rows(self) -> Iterable[Card]:
        column = partial(board.column_of, today=self.desk.newsroom.today)
        found = [c for c in self.desk.mine() if column(c.story) == board.DRAFT]
        return sorted(found, key=lambda card: card.since, reverse=True)


class MyReviews(DeskPanel):
    heading = _("Yours, in review or scheduled")

    def rows(self) -> Iterable[Card]:
        return [
            card
            for card in self.desk.mine()
            if card.story.step is not None or card.story.goes_out_at is not None
        ]


class MyLive(DeskPanel):
    """What this person has live: the newest, whenever it ran."""

    heading = _("Yours, live")
    row_template = "desk/live_row.html"

    def rows(self) -> Iterable[ArticlePage]:
        live = ArticlePage.objects.live().filter(owner=self.desk.user)
        return live.order_by("-last_published_at")[:LIVE]


class Tools(DeskPanel):
    """The dialogs that the rows' buttons open; nothing to see."""

    template_name = "desk/home_tools.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return super().get_context_data(parent_context) | {"verbs": deciding.VERBS}

    def rows(self) -> Iterable[Any]:
        return []


PANELS = (
    Takedowns,
    LaterReviews,
    Attention,
    Waiting,
    Due,
    CameBack,
    MyAssignments,
    MyDrafts,
    MyReviews,
    MyLive,
    Tools,
)


def replace_wagtails(request: HttpRequest, panels: list[Component]) -> None:
    """Put my desk in the place of Wagtail's own panels; what others added stays."""
    desk = MyDesk(request)
    others = [panel for panel in panels if not isinstance(panel, WAGTAILS)]
    panels[:] = [panel(desk) for panel in PANELS] + others


def due_of(row: Card | Plan) -> datetime | None:
    """Return when something is due: when it goes out, or when it should be written."""
    if isinstance(row, Plan):
        return row.due_at
    return row.story.goes_out_at or (row.story.due_at if row.is_unwritten else None)
