"""What the desk shows, read from the tables: a fixed number of queries, however many stories."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils import timezone
from wagtail.models import WorkflowTask

from pages.models import ArticlePage, PublishedDocument
from pages.models.document import State as Published
from workflows.desk import rights
from workflows.desk.around import Around
from workflows.desk.assigning import may_pitch
from workflows.desk.story import Plan, Step, Story
from workflows.review.models.approval import Kind

DRAFTS = 100  # the newest of one's own, and of others; older ones are found in the tree
APPROVE, CLEAR = "review.approve_story", "review.clear_legal"


@dataclass(frozen=True)
class Newsroom:
    """Everything that stands on one person's board."""

    stories: list[Story]
    plans: list[Plan]
    steps: list[Step]
    today: datetime  # midnight in the newsroom


def read(user: Any, *, now: datetime | None = None) -> Newsroom:
    """Return what `user` may explore of the stories that somebody has to do with today.

    Briefs are for those who pitch or commission.
    """
    now = now or timezone.now()
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    around = Around(now)
    asked = steps()
    rows = list(_rows(user, around, asked, today))
    around.look_up(rows)
    stories = [around.story(row) for row in rows]
    plans = around.plans() if may_pitch(user) else []
    return Newsroom(stories, plans, asked, today)


def steps() -> list[Step]:
    """Return the steps of review, in the order in which a story meets them."""
    active = WorkflowTask.objects.filter(workflow__active=True, task__active=True)
    rows = active.select_related("task").order_by("workflow_id", "sort_order")
    found = {row.task_id: row.task for row in rows}
    return [_step(task) for task in found.values()]


def _step(task: Any) -> Step:
    model = ContentType.objects.get_for_id(task.content_type_id).model_class()
    if getattr(model, "kind", Kind.DESK) == Kind.LEGAL:
        return Step(task.pk, task.name, CLEAR, of_desk=False)
    return Step(task.pk, task.name, APPROVE)


def _rows(
    user: Any, around: Around, asked: list[Step], today: datetime
) -> Iterable[Any]:
    """Return pages as rows, without building any of their bodies."""
    known = Q(pk__in=around.pages()) | Q(live=True, last_published_at__gte=today)
    revised = ArticlePage.objects.exclude(latest_revision=None)
    called = {s.id for s in asked if not s.of_desk and user.has_perm(s.permission)}
    seen = revised.filter(rights.explorable(user) | Q(pk__in=around.waiting_in(called)))
    busy = seen.filter(known).order_by()
    drafts = _in_work(seen.exclude(known)).order_by("-latest_revision_created_at")
    mine, others = drafts.filter(owner=user), drafts.exclude(owner=user)
    newest = [_shown(each)[:DRAFTS] for each in (mine, others)]
    return _shown(busy).union(*newest, all=True)


def _in_work(pages: QuerySet[ArticlePage]) -> QuerySet[ArticlePage]:
    """Return drafts, and those on top of a live text; not what was taken down for good."""
    untouched = PublishedDocument.objects.filter(
        page_id=OuterRef("pk"), changed_at__gte=OuterRef("latest_revision_created_at")
    )
    gone = Exists(untouched.exclude(state=Published.LIVE))
    return pages.filter(Q(live=False) | Q(has_unpublished_changes=True)).exclude(
        gone, live=False
    )


def _shown(pages: QuerySet[ArticlePage]) -> QuerySet[ArticlePage, Any]:
    content = "latest_revision__content"
    return pages.values(
        "pk", "path", "title", "draft_title", "owner_id", "live",
        "has_unpublished_changes", "first_published_at", "last_published_at",
        "latest_revision_id",
        revised_at=F("latest_revision__created_at"),
        urgent=KeyTextTransform("urgency", content),
        text=KeyTextTransform("body", content),
        bylines_=KeyTransform("bylines", content),
    )  # fmt: skip
