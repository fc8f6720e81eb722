"""Submit, approve, send back: what the screens do, callable without a request."""

from typing import Any

from django.db import transaction
from wagtail.models import TaskState, WorkflowState

from pages.models import PublicPage
from workflows.review import errors
from workflows.review.reading import Read


@transaction.atomic
def submit(page: PublicPage, *, user: Any) -> WorkflowState:
    """Send the newest revision of `page` to review; after a send-back, send it again.

    Raises:
        MayNotSubmit: it is not `user`'s to submit, or is in review already.
    """
    PublicPage.lock(page.pk)
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        if not page.permissions_for_user(user).can_edit():
            raise errors.MayNotSubmit
        state.resume(user)
        return state
    if not page.permissions_for_user(user).can_submit_for_moderation():
        raise errors.MayNotSubmit
    return page.get_workflow().start(page, user)


def approve(
    page: PublicPage, *, user: Any, comment: str = "", read: Read | None = None
) -> None:
    """Approve what was read: at the end of review it is published, or scheduled, at once.

    Args:
        page: a story in review.
        user: who approves; an editor of its desk who did not work on it.
        comment: for the record.
        read: the text they read; None for the one that was submitted.

    Raises:
        ReviewRefused: a rule forbids it; nothing was written.
    """
    _decide(page, "approve", user=user, comment=comment, read=read)


def send_back(
    page: PublicPage, *, user: Any, comment: str, read: Read | None = None
) -> None:
    """Send the story back to its reporter, who reads `comment`.

    Raises:
        ReviewRefused: a rule forbids it; nothing was written.
    """
    _decide(page, "reject", user=user, comment=comment, read=read)


@transaction.atomic
def cancel(page: PublicPage, *, user: Any) -> None:
    """Take the story out of review; it stays a draft.

    Raises:
        NotInReview: it is not in review, or has just been decided.
        MayNotCancel: it is not `user`'s to take out.
    """
    # Wagtail's own cancel takes no lock: it would overwrite an approval of this moment.
    PublicPage.lock(page.pk)
    states = WorkflowState.objects.for_instance(page).active()
    state = states.select_for_update().first()
    if state is None:
        raise errors.NotInReview
    if not state.user_can_cancel(user):
        raise errors.MayNotCancel
    state.cancel(user=user)


def _decide(
    page: PublicPage, action: str, *, user: Any, read: Read | None, **said: str
) -> None:
    waiting = TaskState.objects.filter(
        workflow_state__in=WorkflowState.objects.for_instance(page).active(),
        status=TaskState.STATUS_IN_PROGRESS,
    )
    task_state = waiting.select_related("workflow_state", "task").first()
    if task_state is None:
        raise errors.NotInReview
    token = read.token if read else ""
    step = task_state.task.specific
    step.on_action(task_state, user, action, read=token, **said)
