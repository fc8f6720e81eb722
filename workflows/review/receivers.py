"""The signals review listens to: the gate is asked, and the record is kept."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision, TaskState, WorkflowState
from wagtail.signals import task_rejected, task_submitted, workflow_cancelled

from pages.models import PublicPage
from pages.signals import about_to_go_live
from workflows.press.signals import taken_off_schedule
from workflows.review import gate, ledger
from workflows.review.legal import passing
from workflows.review.models import Happened
from workflows.review.timing import embargo


@receiver(about_to_go_live)
def guard(sender: type[PublicPage], page: PublicPage, **kwargs: object) -> None:
    gate.refuse_what_nobody_approved(page)
    embargo.refuse_before_its_hour(page)


@receiver(task_submitted)
def note_submission(
    sender: Any, instance: TaskState, user: Any = None, **kwargs: object
) -> None:
    """A step that follows a passed one was not submitted by anybody."""
    before = instance.workflow_state.task_states.exclude(pk=instance.pk)
    last = before.order_by("-started_at", "-pk").first()
    if last is None or last.status not in passing.PASSED:
        _enter(Happened.SUBMITTED, instance, user=user)


@receiver(task_rejected)
def note_return(
    sender: Any, instance: TaskState, user: Any = None, **kwargs: object
) -> None:
    _enter(Happened.SENT_BACK, instance, user=user, comment=instance.comment)


@receiver(workflow_cancelled)
def note_end(
    sender: Any, instance: WorkflowState, user: Any = None, **kwargs: object
) -> None:
    page = instance.content_object
    if page is not None:
        ledger.enter(Happened.TAKEN_OUT, page, user=user)


@receiver(taken_off_schedule)
def note_end_of_schedule(
    sender: Any, page: PublicPage, revision: Revision, user: Any, **kwargs: object
) -> None:
    ledger.enter(Happened.UNSCHEDULED, page, user=user, revision=revision)


def _enter(happened: Happened, step: TaskState, **said: Any) -> None:
    page = step.workflow_state.content_object
    data = {"step": step.task.name}
    ledger.enter(happened, page, revision=step.revision, data=data, **said)
