"""Wagtail's own mails, sent inside the request and once at best: switched off.

Its mail about comments is not sent either: `StoryEditView` in workflows/review/views/edit.py.
"""

from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

# As wagtail.admin.signal_handlers connects them.
THEIRS = [
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
]


class NothingToSilence(RuntimeError):
    """Wagtail sends its mails in another way now: switch them off anew."""


def silence() -> None:
    """Disconnect them.

    Raises:
        NothingToSilence: one was not connected; it would go unnoticed otherwise.
    """
    for signal, sender, uid in THEIRS:
        if not signal.disconnect(sender=sender, dispatch_uid=uid):
            raise NothingToSilence(NothingToSilence.__doc__, uid)
