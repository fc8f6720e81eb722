"""Asking the rules about one story and one person, and writing the answer down."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Revision, TaskState

from pages.content_hash import content_hash_of
from pages.models import PublicPage
from workflows.review import errors, ledger, rules
from workflows.review.authors import authors_of
from workflows.review.models.approval import Approval, Kind
from workflows.review.readiness.findings import blocking
from workflows.review.reading import Read
from workflows.review.timing import embargo


def is_editor_of(page: PublicPage, user: Any) -> bool:
    """Say whether `user` is an editor of the desk that owns `page`."""
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    rights = page.permissions_for_user(user).permissions
    return bool(user.has_perm("review.approve_story") and "change" in rights)


def is_own_work(page: PublicPage, user: Any) -> bool:
    state = page.current_workflow_state
    return rules.is_own_work(user.pk, authors_of(page, state))


def check_still_waits(task_state: TaskState) -> None:
    if task_state.status != TaskState.STATUS_IN_PROGRESS:
        raise errors.AlreadyDecided


def check_was_read(task_state: TaskState, user: Any, read: Read | None) -> Revision:
    """Return the newest revision, if `user` knows it; it is what they decide about.

    Without a `read` that is the text as it was submitted: the reviewer was asked to
    read that one.

    Raises:
        TextChanged: somebody else changed it since.
    """
    page = task_state.workflow_state.content_object
    newest = page.get_latest_revision()
    if newest.pk == task_state.revision_id:
        task_state.revision = newest  # not read from the database once more
    known = read or Read.of(task_state.revision)
    if Read.of(newest) == known:
        return newest
    if content_hash_of(newest) == content_hash_of(task_state.revision) and read is None:
        return newest
    if not rules.was_read(user.pk, _savers_since(page, known)):
        raise errors.TextChanged
    return newest


def _savers_since(page: PublicPage, known: Read) -> list[int | None]:
    """Return who saved what came after `known`; nobody knows a text that is not there."""
    drafts = list(Revision.objects.for_instance(page).order_by("created_at", "pk"))
    times = [Read.of(draft) for draft in drafts]
    if known in times:
        return [draft.user_id for draft in drafts[times.index(known) + 1 :]]
    later = [draft.user_id for draft in drafts if draft.pk >= known.revision_id]
    return later or [None]


def check_may_approve(task_state: TaskState, page: PublicPage, user: Any) -> None:
    """Raise unless `user` may approve the newest text of `page`, and it is complete.

    Raises:
        OwnWork: `user` worked on it.
        NotReady: it is not complete; the message names each field.
    """
    if rules.is_own_work(user.pk, authors_of(page, task_state.workflow_state)):
        raise errors.OwnWork
    check_is_ready(page)


def check_is_ready(page: PublicPage) -> None:
    """Raise NotReady unless the newest text is valid and nothing stands in its way."""
    newest = page.get_latest_revision()
    newest.content_object = page  # as it was read under its lock
    draft = newest.as_object()
    try:
        draft.full_clean()
    except ValidationError as error:
        raise errors.NotReady(" ".join(error.messages)) from error
    if found := blocking(draft):
        raise errors.NotReady(" ".join(one.message for one in found))


def record(
    page: PublicPage,
    revision: Revision,
    *,
    kind: Kind,
    user: Any,
    comment: str,
    final: bool = True,
) -> Approval:
    """Write the approval of exactly this text into the ledger; keep its words.

    Args:
        page: the story.
        revision: the text.
        kind: which way it was approved.
        user: who approved it; of somebody without an account, the name.
        comment: what they said.
        final: whether no other step of its review has still to answer.

    Raises:
        EmbargoBinds: it would be out before an embargo that binds the story.
    """
    embargo.refuse_to_shed(page, revision)
    return Approval.objects.create(
        page_id=page.pk,
        content_hash=ledger.keep(revision),
        kind=kind,
        final=final,
        revision_id=revision.pk,
        user_id=None if isinstance(user, str) else user.pk,
        user_name=user if isinstance(user, str) else user.get_username(),
        comment=comment,
    )
