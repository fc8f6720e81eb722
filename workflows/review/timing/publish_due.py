"""Publish what is due and expire what has run out: one story per transaction.

Wagtail's own `publish_scheduled` stops at the first story that fails, and loses its
schedule. Here a failure keeps its place, is told, and holds up nobody.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import DatabaseError, transaction
from wagtail.models import Page, Revision

from pages import clock
from workflows.review.timing import releases

log = structlog.get_logger("masthead.review")


def publish_due() -> int:
    """Publish every scheduled revision whose hour has come; return how many went out."""
    due = Revision.objects.filter(approved_go_live_at__lte=clock.surely_past())
    keys = list(due.order_by("approved_go_live_at", "pk").values_list("pk", flat=True))
    return sum(_tried("publish", _publish, key, releases.note_failure) for key in keys)


def expire_due() -> int:
    """Take down every live page whose `expire_at` has passed; return how many."""
    due = Page.objects.live().filter(expire_at__lte=clock.surely_past())
    return sum(
        _tried("expire", _expire, key) for key in due.values_list("pk", flat=True)
    )


def _tried(
    what: str,
    verb: Callable[[int], bool],
    key: int,
    note_failure: Callable[[int, Exception], None] | None = None,
) -> bool:
    try:
        return verb(key)
    except Exception as error:  # noqa: BLE001 — one bad story must not stop the next
        log.error("due_failed", what=what, key=key, error=releases.reason(error))
        if note_failure is not None:
            _noted(note_failure, key, error)
        return False


def _noted(
    note_failure: Callable[[int, Exception], None], key: int, error: Exception
) -> None:
    try:
        note_failure(key, error)
    except DatabaseError as lost:  # the log has it, and the next try says it again
        log.error("due_failed", what="note", key=key, error=str(lost))


@transaction.atomic
def _publish(key: int) -> bool:
    now = clock.surely_past()
    due = Revision.objects.filter(pk=key, approved_go_live_at__lte=now)
    page_id = due.values_list("object_id", flat=True).first()
    if page_id is None or _free_pages().filter(pk=int(page_id)).first() is None:
        return False
    revision = due.select_for_update(of=("self",)).first()
    if revision is None:  # taken off its schedule before we held the page
        return False
    due_at = revision.approved_go_live_at
    revision.publish(
        log_action="wagtail.publish.scheduled", skip_permission_checks=True
    )
    revision.refresh_from_db(fields=["approved_go_live_at"])
    if revision.approved_go_live_at:  # its text names a later hour
        return False
    release = releases.note_out(revision, due_at=due_at)
    log.info("published_due", story=int(page_id), late_seconds=release.late_seconds)
    return True


@transaction.atomic
def _expire(key: int) -> bool:
    page = (
        _free_pages().live().filter(pk=key, expire_at__lte=clock.surely_past()).first()
    )
    if page is None:
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _free_pages() -> Any:
    """Return pages that nobody holds, to be held, as `PublicPage.lock` does.

    One that somebody works on in this moment waits for the next tick, and only that one.
    """
    return Page.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
