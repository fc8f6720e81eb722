"""A legal check that has nothing to ask passes by itself: nobody waits, and nobody is told."""

from django.utils import timezone
from wagtail.models import Revision, TaskState, WorkflowState

from workflows.review import outlook
from workflows.review.legal import owed

PASSED = (TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED)


def skip_next(step: TaskState) -> None:
    """Let the legal check that follows `step` pass, if the story is not flagged.

    Called as `step` is approved, under the page's lock: the run then goes on, or ends,
    without stopping there. That spares every other approval what a step costs Wagtail.
    """
    run = step.workflow_state
    ahead = outlook.steps_ahead(run, at=step.task_id)
    if not ahead or ahead[0][1] != outlook.LEGAL or owed.is_flagged(int(run.object_id)):
        return
    skip(run, task_id=ahead[0][0], revision=step.revision)


def skip(run: WorkflowState, *, task_id: int, revision: Revision) -> TaskState:
    """Note the step as passed. Wagtail's own `start` would tell everybody of work to do."""
    return TaskState.objects.create(
        workflow_state=run,
        revision=revision,
        task_id=task_id,
        status=TaskState.STATUS_SKIPPED,
        finished_at=timezone.now(),
    )
