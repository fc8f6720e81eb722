"""What an approval would lead to: buttons must not claim more."""

from enum import Enum, auto

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision, Task, WorkflowState

from pages.content_hash import content_hash_of
from pages.models import PublicPage
from workflows.review.legal import owed


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
    kinds = _kinds_ahead(run)
    if "legalchecktask" in kinds and owed.is_owed(page.pk, content_hash_of(newest)):
        return Next.LEGAL
    if kinds - {"legalchecktask"}:
        return Next.STEP
    return Next.SCHEDULE if _has_an_hour_ahead(newest) else Next.PUBLISH


def _kinds_ahead(run: WorkflowState) -> set[str]:
    """Return the models of the steps that come after the current one."""
    ahead = Task.objects.filter(workflow_tasks__workflow=run.workflow_id, active=True)
    ahead = ahead.exclude(task_states__in=run.successful_task_states)
    ahead = ahead.exclude(pk=run.current_task_state.task_id)
    return set(ahead.values_list("content_type__model", flat=True))


def _has_an_hour_ahead(revision: Revision) -> bool:
    hour = parse_datetime(revision.content.get("go_live_at") or "")
    return hour is not None and hour > timezone.now()
