"""The end of the workflow. Named by WAGTAIL_FINISH_WORKFLOW_ACTION.

Wagtail imports this while its models are being defined: no model imports up here.
"""

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish exactly the revision that the last step approved, whatever is newest.

    The person who approved needs no `publish` permission: nobody holds it.
    """
    from workflows.review.timing import releases  # noqa: PLC0415 — models, see above

    approved = workflow_state.task_states.filter(status="approved")
    last = approved.order_by("-finished_at", "-pk").select_related("revision").first()
    last.revision.publish(user=user, skip_permission_checks=True)
    releases.note_scheduled(last.revision, user=user)
