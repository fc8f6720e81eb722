"""The step that skips itself: legal clears what is flagged."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import TaskState, WorkflowState

from pages.content_hash import content_hash_of
from pages.models import PublicPage
from workflows.review import decisions
from workflows.review.legal import owed, passing
from workflows.review.legal.errors import OtherText
from workflows.review.models.approval import Kind
from workflows.review.models.task import ReviewTask
from workflows.review.outlook import Next


class LegalCheckTask(ReviewTask):
    """Legal clears a flagged story, or sends it back; every other story passes unseen.

    Legal clears the text that the steps before approved, and no other. So this step
    starts only with that text: after a send-back, they are asked again first.
    """

    kind = Kind.LEGAL
    labels: ClassVar = {
        Next.STEP: gettext_lazy("Clear"),
        Next.SCHEDULE: gettext_lazy("Clear and schedule"),
        Next.PUBLISH: gettext_lazy("Clear and publish"),
    }
    label_with_comment = gettext_lazy("Clear with comment")

    class Meta:
        verbose_name = gettext_lazy("legal check")

    @classmethod
    def get_description(cls) -> str:
        return _("Skipped unless the story is flagged. Who may clear it decides.")

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        page = workflow_state.content_object
        newest = page.get_latest_revision()
        is_owed = owed.is_owed(page.pk, content_hash_of(newest))
        last = workflow_state.task_states.order_by("-started_at", "-pk").first()
        if last and (
            last.status not in passing.PASSED or (is_owed and not owed.agrees(last))
        ):
            first = self._start_over(workflow_state)
            if first.pk != self.pk:
                return first.start(workflow_state, user=user)
        if is_owed:
            return super().start(workflow_state, user=user)
        return passing.skip(workflow_state, task_id=self.pk, revision=newest)

    def _start_over(self, run: WorkflowState) -> Any:
        """Return the first step: what was answered in this run does not count any more."""
        run.successful_task_states.update(status=TaskState.STATUS_CANCELLED)
        return run.get_next_task().specific

    def may_decide(self, page: PublicPage, user: Any) -> bool:
        return bool(user.has_perm("review.clear_legal"))  # never, if not active

    def check_may_approve(
        self, task_state: TaskState, page: PublicPage, user: Any
    ) -> None:
        if not owed.agrees(task_state):
            raise OtherText
        decisions.check_may_approve(task_state, page, user)
