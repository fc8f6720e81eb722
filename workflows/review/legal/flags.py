"""Flag a story for the legal check; take the flag away."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from pages.models import PublicPage
from workflows.review import ledger
from workflows.review.legal import errors, owed
from workflows.review.legal.models import LegalFlag
from workflows.review.models.entry import Happened


def may_flag(page: PublicPage, user: Any) -> bool:
    """Say whether `user` may voice a doubt: whoever may edit the story, and legal."""
    if not user.is_active:
        return False
    return may_clear(user) or bool(page.permissions_for_user(user).can_edit())


def may_clear(user: Any) -> bool:
    return bool(user.has_perm("review.clear_legal"))


@transaction.atomic
def flag(page: PublicPage, *, user: Any, why: str) -> LegalFlag:
    """From now on nothing of `page` goes out that legal has not cleared.

    What is out already stays. Flagging again renews the doubt: a clearance from before
    does not count any more.

    Raises:
        NotYours: `user` may not edit it, and is not legal.
        NothingSaid: `why` is empty.
    """
    PublicPage.lock(page.pk)
    if not may_flag(page, user):
        raise errors.NotYours
    why = _said(why)
    stands, _ = LegalFlag.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "why": why,
            "flagged_by_id": user.pk,
            "flagged_by_name": user.get_username(),
            "at": timezone.now(),
        },
    )
    ledger.enter(Happened.LEGAL_FLAGGED, page, user=user, comment=why)
    return stands


@transaction.atomic
def unflag(page: PublicPage, *, user: Any, comment: str) -> None:
    """Take the doubt away, for every text to come.

    Raises:
        OnlyLegal: `user` may not clear stories.
        LegalWaits: it waits at the legal check; that wants an answer.
        NothingSaid: `comment` is empty.
    """
    PublicPage.lock(page.pk)
    if not may_clear(user):
        raise errors.OnlyLegal
    if owed.is_legal(page.current_workflow_task_state):
        raise errors.LegalWaits
    comment = _said(comment)
    if LegalFlag.objects.filter(page_id=page.pk).delete()[0]:
        ledger.enter(Happened.LEGAL_UNFLAGGED, page, user=user, comment=comment)


def _said(text: str) -> str:
    if not (said := text.strip()):
        raise errors.NothingSaid
    return said
