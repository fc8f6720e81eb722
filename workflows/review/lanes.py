"""The two lanes for one person alone, and the review after the fact that each leaves.

Breaking news: an editor of the desk publishes a story of urgency "flash" at once.
Break-glass: a chief editor publishes anything that is complete, and types why.
Neither shortens an embargo, and both are approvals like any other, of exactly one text.
"""

from typing import Any

from django.db import transaction
from wagtail.models import Revision

from pages import clock
from pages.models import ArticlePage, Correction, PublicPage
from pages.models.article import Urgency
from pages.models.correction import Kind as NoteKind
from workflows.review import decisions, errors, ledger, rules
from workflows.review.authors import authors_of
from workflows.review.models import Happened, LaterReview
from workflows.review.models.approval import Approval, Kind
from workflows.review.reading import Read

BREAKING, BREAK_GLASS = "review.publish_breaking", "review.break_glass"


def publish_breaking(
    page: PublicPage, *, user: Any, note: str = "", read: Read | None = None
) -> LaterReview:
    """Publish the newest text of a flash at once, alone; somebody else reads it later.

    Args:
        page: a story of urgency "flash".
        user: an editor of its desk with the permission `publish_breaking`.
        note: an editor's note that readers see with it, e.g. that more will follow.
        read: the text that `user` read; None for the newest.

    Returns:
        the review after the fact, open.

    Raises:
        ReviewRefused: a rule forbids it; nothing was written.
    """
    return _publish_alone(page, Kind.BREAKING, user=user, note=note, read=read)


def break_glass(
    page: PublicPage, *, user: Any, reason: str, read: Read | None = None
) -> LaterReview:
    """Publish the newest text of any story at once, alone, for a reason that all chiefs read.

    Like `publish_breaking`, but for whoever may `break_glass`, with a `reason` why it
    cannot wait, of `rules.REASON` characters or more.
    """
    return _publish_alone(page, Kind.BREAK_GLASS, user=user, reason=reason, read=read)


@transaction.atomic
def _publish_alone(
    page: PublicPage,
    kind: Kind,
    *,
    user: Any,
    reason: str = "",
    note: str = "",
    read: Read | None,
) -> LaterReview:
    PublicPage.lock(page.pk)
    page = page.specific_class.objects.get(pk=page.pk)
    newest = page.get_latest_revision()
    if newest is None or (read and read != Read.of(newest)):
        raise errors.TextChanged
    draft = newest.as_object()
    if kind == Kind.BREAKING:
        check_breaking(draft, user)
    else:
        check_break_glass(draft, user, reason)
    decisions.check_is_ready(page)
    run = page.current_workflow_state
    authors = authors_of(page, run) | {user.pk}
    if run is not None:  # somebody has decided it
        run.cancel(user=user)
    if note:
        newest = _with_note(draft, note, user=user)
    approval = decisions.record(page, newest, kind=kind, user=user, comment=reason)
    newest.publish(user=user, skip_permission_checks=True)
    return _open_review(page, newest, approval, authors=authors)


def may_take(kind: Kind, page: PublicPage, user: Any) -> bool:
    """Say whether this lane is `user`'s to take with `page`, whatever its text says."""
    permission = BREAKING if kind == Kind.BREAKING else BREAK_GLASS
    return bool(user.has_perm(permission)) and decisions.is_editor_of(page, user)


def check_breaking(draft: PublicPage, user: Any) -> None:
    """Raise unless `user` may publish `draft` as breaking news."""
    if not may_take(Kind.BREAKING, draft, user):
        raise errors.NotYourLane
    if not isinstance(draft, ArticlePage) or draft.urgency != Urgency.FLASH:
        raise errors.NotAFlash
    _check_hour(draft)


def check_break_glass(draft: PublicPage, user: Any, reason: str) -> None:
    """Raise unless `user` may publish `draft` alone, for this reason."""
    if not may_take(Kind.BREAK_GLASS, draft, user):
        raise errors.NotYourLane
    if not rules.is_reason(reason):
        raise errors.NoReason
    _check_hour(draft)


def _check_hour(draft: PublicPage) -> None:
    """What is not to go out yet does not go out "at once"."""
    if draft.go_live_at and draft.go_live_at > clock.now():
        raise errors.HasAnHour


def _with_note(draft: PublicPage, note: str, *, user: Any) -> Revision:
    draft.corrections.add(Correction(kind=NoteKind.EDITORS_NOTE, text=note))
    return draft.save_revision(user=user, log_action=True)


def _open_review(
    page: PublicPage, revision: Revision, approval: Approval, *, authors: frozenset[int]
) -> LaterReview:
    ledger.enter(
        Happened.REVIEW_OWED, page, revision=revision, data={"kind": approval.kind}
    )
    return LaterReview.objects.create(
        page_id=page.pk,
        headline=revision.content["title"],
        kind=approval.kind,
        revision_id=revision.pk,
        content_hash=approval.content_hash,
        authors=sorted(authors),
        opened_by_name=approval.user_name,
    )


@transaction.atomic
def close_review(review: LaterReview, *, user: Any, comment: str) -> None:
    """Say what came of reading it: somebody else's word, an editor's of its desk.

    What must change goes through review as an update or a correction, or is taken down.

    Raises:
        ReviewRefused: `user` may not, it is closed already, or `comment` is empty.
    """
    PublicPage.lock(review.page_id)
    review = LaterReview.objects.select_for_update().get(pk=review.pk)
    page = PublicPage.find(review.page_id)
    if review.closed_at is not None:
        raise errors.AlreadyDecided
    if not may_close(review, page, user):
        raise errors.OwnWork if user.pk in review.authors else errors.NotYourDesk
    if not comment.strip():
        raise errors.NoComment
    review.closed_at = clock.now()
    review.closed_by_id, review.closed_by_name = user.pk, user.get_username()
    review.comment = comment
    review.save(
        update_fields=["closed_at", "closed_by_id", "closed_by_name", "comment"]
    )
    ledger.enter_about(
        Happened.REVIEW_DONE,
        page_id=review.page_id,
        headline=review.headline,
        user=user,
        comment=comment,
        data={"kind": review.kind},
    )


def may_close(review: LaterReview, page: PublicPage | None, user: Any) -> bool:
    """Say whether `user` may close `review`; `page` is its story, None if it was deleted."""
    if user.pk in review.authors or not user.is_active:
        return False
    if page is None:
        return bool(user.has_perm(BREAK_GLASS))
    return decisions.is_editor_of(page, user)
