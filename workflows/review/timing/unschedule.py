"""Take a story off the schedule: it stays a draft, and goes out when it is approved anew."""

from typing import Any

from django.db import transaction
from wagtail.models import Revision

from pages.models import PublicPage
from workflows.review import decisions, ledger
from workflows.review.errors import NotYourDesk
from workflows.review.models import Entry, Happened
from workflows.review.timing import errors


@transaction.atomic
def unschedule(page: PublicPage, *, user: Any, comment: str) -> Entry:
    """Take `page` off the schedule; what is live of it stays.

    Raises:
        NotYourDesk: `user` is no editor of its desk.
        SayWhy: `comment` is empty.
        NotOnSchedule: it went out in this moment, or is not on the schedule.
    """
    PublicPage.lock(page.pk)
    if not decisions.is_editor_of(page, user):
        raise NotYourDesk
    if not comment.strip():
        raise errors.SayWhy
    waiting = Revision.objects.for_instance(page).exclude(approved_go_live_at=None)
    revision = waiting.select_for_update().first()
    if revision is None:
        raise errors.NotOnSchedule
    revision.approved_go_live_at = None
    revision.save(user=user, update_fields=["approved_go_live_at"])
    return ledger.enter(
        Happened.UNSCHEDULED, page, user=user, revision=revision, comment=comment
    )
