"""A legal check that has nothing to ask passes by itself: nobody waits, and nobody is told."""

from django.utils import timezone
from wagtail.models import Revision, TaskState, WorkflowState

from workflows.review import outlook

PASSED = (TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED)


def skip_next(step: TaskState) -> bool:
    """Let the legal check that follows `step` pass, if it has nothing to ask.

    Called as `step` is approved, under the page's lock: the run then goes on, or ends,
    without stopping there. That spares every other approval what a step costs Wagtail.

    Returns:
        whether `step` has the last word: nobody else is asked after it.
    """
    run = step.workflow_state
    ahead = outlook.steps_ahead(run, at=step.task_id)
    asked = outlook.still_asked(run, step.revision, ahead)
    if ahead and ahead[0][1] == outlook.LEGAL and outlook.LEGAL not in asked:
        skip(run, task_id=ahead[0][0], revision=step.revision)
    return outlook.is_last(asked)


def skip(run: WorkflowState, *, task_id: int, revision: Revision) -> TaskState:
    """Note the step as passed. Wagtail's own `start` would tell everybody of work to do."""
    return TaskState.objects.create(
        workflow_state=run,
        revision=revision,
        task_id=task_id,
        status=TaskState.STATUS_SKIPPED,
        finished_at=timezone.now(),
    )
