"""What an approval would lead to: buttons must not claim more."""

from enum import Enum, auto

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision, Task, WorkflowState

from pages.content_hash import content_hash_of
from pages.models import PublicPage
from workflows.review.legal import owed

LEGAL = "legalchecktask"  # the model of the step that skips itself


class Next(Enum):
    STEP = auto()
    LEGAL = auto()
    SCHEDULE = auto()
    PUBLISH = auto()


def after_approval(page: PublicPage) -> Next:
    """Return what happens if the step that `page` waits at approves its newest text."""
    run = page.current_workflow_state
    if run is None or run.current_task_state is None:
        return Next.STEP
    newest = page.get_latest_revision()
    kinds = {kind for _key, kind in steps_ahead(run, at=run.current_task_state.task_id)}
    if LEGAL in kinds and owed.is_owed(page.pk, content_hash_of(newest)):
        return Next.LEGAL
    if kinds - {LEGAL}:
        return Next.STEP
    return Next.SCHEDULE if _has_an_hour_ahead(newest) else Next.PUBLISH


def steps_ahead(run: WorkflowState, *, at: int) -> list[tuple[int, str]]:
    """Return the steps that come after the one `at` which a run waits: key and model."""
    steps = Task.objects.filter(workflow_tasks__workflow=run.workflow_id, active=True)
    ahead = steps.exclude(task_states__in=run.successful_task_states).exclude(pk=at)
    ahead = ahead.order_by("workflow_tasks__sort_order")
    return list(ahead.values_list("pk", "content_type__model"))


def _has_an_hour_ahead(revision: Revision) -> bool:
    hour = parse_datetime(revision.content.get("go_live_at") or "")
    return hour is not None and hour > timezone.now()
