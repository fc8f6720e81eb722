"""Does a text still owe its legal clearance, and which text of a story waits for one?"""

from dataclasses import dataclass
from functools import cached_property

from wagtail.models import Page, Revision, TaskState

from pages.content_hash import content_hash_of
from pages.models import PublicPage
from workflows.review.legal.errors import LegalOwed
from workflows.review.legal.models import LegalFlag
from workflows.review.models.approval import Approval, Kind

# Break-glass is a chief editor's own answer to a doubt, with a reason and an alarm.
CLEARING = (Kind.LEGAL, Kind.BREAK_GLASS)


@dataclass(frozen=True)
class Waiting:
    """The text of `page` that legal is asked about; `step` is None for a scheduled one."""

    page: PublicPage
    revision: Revision
    step: TaskState | None

    @cached_property
    def content_hash(self) -> str:
        return content_hash_of(self.revision)


def is_flagged(page_id: int) -> bool:
    return LegalFlag.objects.filter(page_id=page_id).exists()


def is_owed(page_id: int, content_hash: str) -> bool:
    """Say whether the story is flagged, and this text of it not cleared since."""
    return is_flagged(page_id) and clearance(page_id, content_hash) is None


def clearance(page_id: int, content_hash: str) -> Approval | None:
    """Return who cleared this text last, since the story was flagged; None if nobody did."""
    flags = LegalFlag.objects.filter(page_id=page_id)
    cleared = Approval.objects.filter(
        page_id=page_id,
        content_hash=content_hash,
        kind__in=CLEARING,
        at__gt=flags.values("at"),
    )
    return cleared.order_by("-at", "-pk").first()


def check(page: PublicPage, content_hash: str) -> None:
    """Let this text of `page` go out, or refuse. What is out already is out.

    Raises:
        LegalOwed: it is flagged, and legal has not cleared exactly this text.
    """
    if is_owed(page.pk, content_hash) and not _is_out(page.pk, content_hash):
        raise LegalOwed


def _is_out(page_id: int, content_hash: str) -> bool:
    """Say whether readers have this text: a later doubt does not keep it from being saved."""
    row = Page.objects.live().filter(pk=page_id).select_related("live_revision").first()
    live = row and row.live_revision
    return live is not None and content_hash_of(live) == content_hash


def waiting(page: PublicPage) -> Waiting | None:
    """Return what legal can decide now: at its step, or on the schedule and owed.

    None, too, while the text is another than the steps before approved: it must be sent
    back, so that all agree on one.
    """
    step = page.current_workflow_task_state
    if step is not None:
        asked = is_legal(step) and agrees(step)
        return Waiting(page, page.get_latest_revision(), step) if asked else None
    scheduled = page.scheduled_revision
    if scheduled is None or not is_owed(page.pk, content_hash_of(scheduled)):
        return None
    return Waiting(page, scheduled, None)


def is_legal(step: TaskState | None) -> bool:
    """Say whether `step` is a legal check that waits for its answer."""
    if step is None or step.status != TaskState.STATUS_IN_PROGRESS:
        return False
    return getattr(step.task.specific, "kind", None) == Kind.LEGAL


def agrees(step: TaskState) -> bool:
    """Say whether the newest text is the one that every step before `step` approved."""
    run = step.workflow_state
    newest = content_hash_of(run.content_object.get_latest_revision())
    before = run.task_states.filter(status=TaskState.STATUS_APPROVED)
    texts = [passed.revision for passed in before.select_related("revision")]
    return all(content_hash_of(text) == newest for text in texts)
