"""The steps of review: Wagtail's tasks, with Masthead's rules at the lowest door."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.locks import WorkflowLock
from wagtail.models import Task, TaskState, WorkflowState

from pages.models import PublicPage
from workflows.review import decisions, errors, forms
from workflows.review.legal import passing
from workflows.review.models.approval import Kind
from workflows.review.outlook import Next, after_approval
from workflows.review.reading import Read


class ReviewLock(WorkflowLock):
    """A story in review is edited by those who may decide it."""

    def get_message(self, user: Any) -> str:
        if self.for_user(user):
            return _(
                "This story is in review. Only who may decide it can change it now."
            )
        return _("This story is in review. Approve it, or send it back.")


class ReviewTask(Task):
    """A step that somebody else must take: they approve, or send back.

    The rules sit in `on_action`, under a row lock, and concern the story that the task
    state is about; what `get_actions` returns is only what the screens offer.
    """

    lock_class = ReviewLock
    kind: ClassVar[Kind]
    labels: ClassVar[dict[Next, Any]]  # of the button, by what an approval leads to
    label_with_comment: ClassVar[Any]

    class Meta:
        abstract = True

    def may_decide(self, page: PublicPage, user: Any) -> bool:
        """Say whether this step is `user`'s to take, whoever wrote the text."""
        raise NotImplementedError

    def check_may_approve(
        self, task_state: TaskState, page: PublicPage, user: Any
    ) -> None:
        """Raise a ReviewRefused unless `user` may approve the newest text of `page`."""
        raise NotImplementedError

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Begin to wait for somebody; what they are to read must be complete.

        Raises:
            NotReady: something stands in the way; the message says what.
        """
        decisions.check_is_ready(workflow_state.content_object.specific)
        return super().start(workflow_state, user=user)

    def get_actions(self, obj: PublicPage, user: Any) -> list[tuple[str, str, bool]]:
        if not self.may_decide(obj, user):
            return []
        offered = [("reject", _("Send back"), True)]
        if not decisions.is_own_work(obj, user):
            label = self.labels.get(after_approval(obj), self.labels[Next.STEP])
            offered.append(("approve", str(label), False))
            offered.append(("approve", str(self.label_with_comment), True))
        return offered

    def get_form_for_action(self, action: str) -> type[forms.DecisionForm]:
        return forms.DecisionForm

    def user_can_access_editor(self, obj: PublicPage, user: Any) -> bool:
        return self.may_decide(obj, user)

    def locked_for_user(self, obj: PublicPage, user: Any) -> bool:
        return not self.may_decide(obj, user)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        mine = [
            state.pk
            for state in waiting.select_related("workflow_state")
            if self.may_decide(state.workflow_state.content_object.specific, user)
        ]
        return TaskState.objects.filter(pk__in=mine)

    @transaction.atomic
    def on_action(
        self,
        task_state: TaskState,
        user: AbstractBaseUser,
        action_name: str,
        *,
        comment: str = "",
        read: str = "",
    ) -> None:
        """Decide about exactly the text that was read: the end of review publishes it.

        Args:
            task_state: this step, as it waits.
            user: who decides.
            action_name: "approve" or "reject" (Wagtail's word for "send back").
            comment: what they say about it.
            read: token of the text they read; without one, that which was submitted.

        Raises:
            ReviewRefused: a rule forbids it; nothing was written.
        """
        PublicPage.lock(int(task_state.workflow_state.object_id))
        run = WorkflowState.objects.select_for_update().get(
            pk=task_state.workflow_state_id
        )
        task_state.refresh_from_db()
        task_state.workflow_state = run
        page = run.content_object.specific
        decisions.check_still_waits(task_state)
        if not self.may_decide(page, user):
            raise errors.NotYourDesk
        revision = decisions.check_was_read(task_state, user, Read.parse(read))
        if action_name == "approve":
            self.check_may_approve(task_state, page, user)
            task_state.revision = revision  # saved by Wagtail with the answer
            decisions.record(
                page,
                revision,
                kind=self.kind,
                user=user,
                comment=comment,
                final=passing.skip_next(task_state),
            )
        super().on_action(task_state, user, action_name, comment=comment)


class EditorApprovalTask(ReviewTask):
    """Another editor of the story's desk approves it, or sends it back."""

    kind = Kind.DESK
    labels: ClassVar = {
        Next.STEP: gettext_lazy("Approve"),
        Next.LEGAL: gettext_lazy("Approve, then legal check"),
        Next.SCHEDULE: gettext_lazy("Approve and schedule"),
        Next.PUBLISH: gettext_lazy("Approve and publish"),
    }
    label_with_comment = gettext_lazy("Approve with comment")

    class Meta:
        verbose_name = gettext_lazy("editor approval")

    @classmethod
    def get_description(cls) -> str:
        return _("An editor of the story's desk who did not work on it approves it.")

    def may_decide(self, page: PublicPage, user: Any) -> bool:
        return decisions.is_editor_of(page, user)

    def check_may_approve(
        self, task_state: TaskState, page: PublicPage, user: Any
    ) -> None:
        decisions.check_may_approve(task_state, page, user)
