"""What legal and lawyers answer: cleared, or sent back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pages.models import PublicPage
from workflows.review import decisions, ledger, outlook
from workflows.review.errors import OwnWork
from workflows.review.legal import errors, links, owed
from workflows.review.legal.flags import may_clear
from workflows.review.legal.models import LegalLink, Outcome
from workflows.review.models.approval import Kind
from workflows.review.models.entry import Happened


@transaction.atomic
def by_link(link: LegalLink, *, cleared: bool, signature: str, comment: str) -> None:
    """Answer as the lawyer whom `link` was made for: once, about exactly its text.

    Args:
        link: as `links.find` returned it.
        cleared: whether the text may go out; else it is sent back.
        signature: the name that the lawyer typed.
        comment: for the record; the reporter reads it when the story comes back.

    Raises:
        LinkClosed: it does not stand any more; nothing was written.
        ReviewRefused, PublishRefused: the story cannot go out; nothing was written.
    """
    PublicPage.lock(link.page_id)
    link.refresh_from_db()
    _standing, waits = links.look(link)
    if waits is None:
        raise errors.LinkClosed
    name = _("%(name)s (lawyer, by link)") % {"name": signature}
    if cleared:
        _clear(waits, name, comment)
    else:
        _send_back(waits, name, comment)
    links.close(link, Outcome.CLEARED if cleared else Outcome.OBJECTED, by=signature)


@transaction.atomic
def clear_scheduled(page: PublicPage, *, user: Any, comment: str = "") -> None:
    """Clear a scheduled text that was flagged late: it goes out at its hour.

    Raises:
        OnlyLegal: `user` may not clear stories.
        NothingWaits: no scheduled text of `page` waits for legal.
        OwnWork: `user` worked on it.
    """
    PublicPage.lock(page.pk)
    if not may_clear(user):
        raise errors.OnlyLegal
    waits = owed.waiting(page)
    if waits is None or waits.step is not None:
        raise errors.NothingWaits
    if decisions.is_own_work(page, user):
        raise OwnWork
    _record(waits, user=user, comment=comment)


def _clear(waits: owed.Waiting, name: str, comment: str) -> None:
    if waits.step is not None:
        decisions.check_is_ready(waits.page)
    _record(waits, user=name, comment=comment)
    if waits.step is not None:
        waits.step.revision = waits.revision  # the same text, and the newest
        waits.step.approve(comment=f"{name}: {comment}")


def _record(waits: owed.Waiting, *, user: Any, comment: str) -> None:
    """A text on the schedule was approved before: this clears it, and is no last word."""
    step, text = waits.step, waits.revision
    decisions.record(
        waits.page,
        text,
        kind=Kind.LEGAL,
        user=user,
        comment=comment,
        final=step is not None
        and outlook.is_final(step.workflow_state, text, at=step.task_id),
    )


def _send_back(waits: owed.Waiting, name: str, comment: str) -> None:
    said = f"{name}: {comment}"
    if waits.step is not None:
        waits.step.reject(comment=said)
        return
    waits.revision.approved_go_live_at = None
    waits.revision.save(update_fields=["approved_go_live_at"])
    ledger.enter(
        Happened.UNSCHEDULED, waits.page, revision=waits.revision, comment=said
    )
