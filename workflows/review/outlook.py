"""What an approval would lead to: buttons must not claim more."""

from enum import Enum, auto

from django.utils.dateparse import parse_datetime
from wagtail.models import Revision, Task, WorkflowState

from pages import clock
from pages.content_hash import content_hash_of
from pages.models import PublicPage
from workflows.review.legal import owed

# The models of our steps; LEGAL skips itself.
DESK, LEGAL = "editorapprovaltask", "legalchecktask"


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
    ahead = steps_ahead(run, at=run.current_task_state.task_id)
    if asked := still_asked(run, newest, ahead):
        return Next.LEGAL if LEGAL in asked else Next.STEP
    return Next.SCHEDULE if _has_an_hour_ahead(newest) else Next.PUBLISH


def is_final(run: WorkflowState, revision: Revision, *, at: int) -> bool:
    """Say whether an approval of `revision` by the step `at` is the last one of `run`."""
    return is_last(still_asked(run, revision, steps_ahead(run, at=at)))


def is_last(asked: set[str]) -> bool:
    """Say whether nobody of ours is asked any more.

    A step of another kind writes no approval: nothing could wait for it.
    """
    return not asked & {DESK, LEGAL}


def still_asked(
    run: WorkflowState, revision: Revision, ahead: list[tuple[int, str]]
) -> set[str]:
    """Return the models of the steps `ahead` that will wait for somebody."""
    kinds = {kind for _key, kind in ahead}
    text = content_hash_of(revision)
    if LEGAL in kinds and not owed.is_owed(int(run.object_id), text):
        kinds.remove(LEGAL)
    return kinds


def steps_ahead(run: WorkflowState, *, at: int) -> list[tuple[int, str]]:
    """Return the steps that come after the one `at` which a run waits: key and model."""
    steps = Task.objects.filter(workflow_tasks__workflow=run.workflow_id, active=True)
    ahead = steps.exclude(task_states__in=run.successful_task_states).exclude(pk=at)
    ahead = ahead.order_by("workflow_tasks__sort_order")
    return list(ahead.values_list("pk", "content_type__model"))


def _has_an_hour_ahead(revision: Revision) -> bool:
    hour = parse_datetime(revision.content.get("go_live_at") or "")
    return hour is not None and hour > clock.now()
