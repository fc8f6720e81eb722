"""The review step: Wagtail's task, with Masthead's rules at the lowest door."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.locks import WorkflowLock
from wagtail.models import Task, TaskState, WorkflowState

from pages.models import PublicPage
from workflows.review import decisions


class ReviewLock(WorkflowLock):
    """A story in review is edited by those who may decide it."""

    def get_message(self, user: Any) -> str:
        if self.for_user(user):
            return (
                "This story is in review. Only an editor of its desk can change it now."
            )
        return "This story is in review. Approve it, or send it back."


class EditorApprovalTask(Task):
    """Another editor of the story's desk approves it, or sends it back.

    The rules sit in `on_action`, under a row lock, and concern the story that the task
    state is about; what `get_actions` returns is only what the screens offer.
    """

    lock_class = ReviewLock

    class Meta:
        verbose_name = "editor approval"

    @classmethod
    def get_description(cls) -> str:
        return "An editor of the story's desk who did not work on it approves it."

    def get_actions(self, obj: PublicPage, user: Any) -> list[tuple[str, str, bool]]:
        if not decisions.may_decide(obj, user):
            return []
        offered = [("reject", "Send back", True)]
        if not decisions.is_own_work(obj, user):
            offered.append(("approve", "Approve", False))
            offered.append(("approve", "Approve with comment", True))
        return offered

    def user_can_access_editor(self, obj: PublicPage, user: Any) -> bool:
        return decisions.may_decide(obj, user)

    def locked_for_user(self, obj: PublicPage, user: Any) -> bool:
        return not decisions.may_decide(obj, user)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        mine = [
            state.pk
            for state in waiting.select_related("workflow_state")
            if decisions.may_decide(state.workflow_state.content_object.specific, user)
        ]
        return TaskState.objects.filter(pk__in=mine)

    @transaction.atomic
    def on_action(
        self,
        task_state: TaskState,
        user: AbstractBaseUser,
        action_name: str,
        **kwargs: Any,
    ) -> None:
        """Decide: "approve" publishes exactly the text that was submitted.

        Raises:
            ReviewRefused: a rule forbids it; nothing was written.
        """
        PublicPage.lock(int(task_state.workflow_state.object_id))
        WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
        task_state.refresh_from_db()
        page = task_state.workflow_state.content_object.specific
        decisions.check_may_decide(task_state, page, user)
        if action_name == "approve":
            revision = decisions.check_may_approve(task_state, page, user)
            decisions.record(
                page, revision, user=user, comment=kwargs.get("comment", "")
            )
            task_state.revision = revision  # saved by Wagtail with the answer
        super().on_action(task_state, user, action_name, **kwargs)
