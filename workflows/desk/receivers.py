"""The signals the desk listens to: a decision ends the claim."""

from typing import Any

from django.dispatch import receiver
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_approved, task_rejected, workflow_cancelled

from workflows.desk import claims


@receiver([task_approved, task_rejected])
def end_claim(sender: Any, instance: TaskState, **kwargs: object) -> None:
    claims.release(int(instance.workflow_state.object_id))


@receiver(workflow_cancelled)
def end_claim_of_review(sender: Any, instance: WorkflowState, **kwargs: object) -> None:
    claims.release(int(instance.object_id))
