"""Asking the rules about one story and one person, and writing the answer down."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Revision, TaskState

from pages.content_hash import content_hash_of
from pages.models import PublicPage
from workflows.review import errors, ledger, rules
from workflows.review.authors import authors_of
from workflows.review.models.approval import Approval, Kind
from workflows.review.readiness import problems


def may_decide(page: PublicPage, user: Any) -> bool:
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


def check_may_decide(task_state: TaskState, page: PublicPage, user: Any) -> None:
    """Raise unless this step still waits and `user` may decide stories of this desk."""
    if task_state.status != TaskState.STATUS_IN_PROGRESS:
        raise errors.AlreadyDecided
    if not may_decide(page, user):
        raise errors.NotYourDesk


def check_may_approve(task_state: TaskState, page: PublicPage, user: Any) -> Revision:
    """Return the revision that may go out: the newest, if it reads as it was submitted.

    Raises:
        OwnWork: `user` worked on it.
        TextChanged: it does not read as it was submitted.
        NotReady: it is not complete; the message names each field.
    """
    if rules.is_own_work(user.pk, authors_of(page, task_state.workflow_state)):
        raise errors.OwnWork
    newest = page.get_latest_revision()
    newest.content_object = page  # as it was read under its lock
    if newest.pk != task_state.revision_id and (
        content_hash_of(newest) != content_hash_of(task_state.revision)
    ):
        raise errors.TextChanged
    draft = newest.as_object()
    try:
        draft.full_clean()
    except ValidationError as error:
        raise errors.NotReady(" ".join(error.messages)) from error
    if found := problems(draft):
        raise errors.NotReady(" ".join(found))
    return newest


def record(
    page: PublicPage, revision: Revision, *, user: Any, comment: str
) -> Approval:
    """Write the approval of exactly this text into the ledger."""
    return Approval.objects.create(
        page_id=page.pk,
        content_hash=ledger.keep(revision),
        kind=Kind.DESK,
        revision_id=revision.pk,
        user_id=user.pk,
        user_name=user.get_username(),
        comment=comment,
    )
