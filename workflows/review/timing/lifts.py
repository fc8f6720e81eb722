"""Two people lift an embargo early: one asks, another one agrees."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from pages import clock
from pages.content_hash import content_hash_of
from pages.models import PublicPage
from workflows.review import decisions, ledger
from workflows.review.errors import NotReady
from workflows.review.legal import owed
from workflows.review.models import Approval, Entry, Happened
from workflows.review.models.approval import Kind
from workflows.review.timing import embargo, errors, rules


def may_lift(page: PublicPage, user: Any) -> bool:
    """Say whether `user` may be one of the two for this story."""
    if not (user.is_active and user.has_perm("review.lift_embargo")):
        return False
    return user.is_superuser or "change" in page.permissions_for_user(user).permissions


@transaction.atomic
def ask_lift(page: PublicPage, *, user: Any, reason: str) -> Entry:
    """Ask to lift the embargo that binds `page`; somebody else has an hour to agree.

    Raises:
        MayNotLift, SayWhy, NothingToLift, AskedAlready: nothing was written.
    """
    until = _bound(page, user)
    if not reason.strip():
        raise errors.SayWhy
    if standing_ask(page.pk, until):
        raise errors.AskedAlready
    data = {"until": until.isoformat()}
    return ledger.enter(Happened.LIFT_ASKED, page, user=user, comment=reason, data=data)


@transaction.atomic
def agree_lift(page: PublicPage, *, user: Any) -> Entry:
    """Lift the embargo that binds `page`: it binds no text any more.

    If the story waits on the schedule for just that hour, the approved text goes out now,
    in this transaction; a draft on top of it stays a draft.

    Raises:
        MayNotLift, NothingToLift, NobodyAsked, SecondPersonNeeded: nothing was written.
        NotReady: the text cannot go out as it is; nothing was written.
    """
    until = _bound(page, user)
    entry = standing_ask(page.pk, until)
    if entry is None:
        raise errors.NobodyAsked
    if not rules.may_agree(_asked(entry), user.pk):
        raise errors.SecondPersonNeeded
    data = {"until": until.isoformat(), "asked_by": entry.user_name}
    lifted = ledger.enter(
        Happened.LIFT_AGREED, page, user=user, comment=entry.comment, data=data
    )
    waiting = Revision.objects.for_instance(page).filter(approved_go_live_at=until)
    if revision := waiting.select_for_update().first():
        try:
            _let_out(revision, user=user, reason=entry.comment)
        except ValidationError as error:
            raise NotReady(" ".join(error.messages)) from error
    return lifted


def standing_ask(page_id: int, until: datetime) -> Entry | None:
    """Return the newest entry that asks to lift this embargo, while one may agree to it."""
    asks = Entry.objects.filter(page_id=page_id, happened=Happened.LIFT_ASKED)
    entry = asks.order_by("-at").first()
    if entry is None:
        return None
    stands = rules.stands(_asked(entry), bound=until, now=clock.now())
    since = embargo.last_lift(page_id)
    return entry if stands and (since is None or entry.at > since) else None


def _bound(page: PublicPage, user: Any) -> datetime:
    PublicPage.lock(page.pk)
    if not may_lift(page, user):
        raise errors.MayNotLift
    until = embargo.binding_hour(page.pk)
    if until is None:
        raise errors.NothingToLift
    return until


def _asked(entry: Entry) -> rules.Asked:
    until = datetime.fromisoformat(entry.data["until"])
    return rules.Asked(user_id=entry.user_id or 0, at=entry.at, until=until)


def _let_out(approved: Revision, *, user: Any, reason: str) -> None:
    """Publish the approved text without its embargo and hour, and nothing else changed."""
    page = approved.content_object  # as it is now, under its lock
    draft = page.get_latest_revision()
    text = approved.as_object()
    text.embargo_until = text.go_live_at = None
    lifted = text.save_revision(user=user, log_action=True)
    comment = _("Embargo lifted: %(reason)s") % {"reason": reason}
    decisions.record(page, lifted, kind=Kind.DESK, user=user, comment=comment)
    _keep_clearance(approved, lifted)
    lifted.publish(user=user, skip_permission_checks=True)
    if draft.pk != approved.pk:
        _put_below(draft, lifted, approved)


def _keep_clearance(approved: Revision, lifted: Revision) -> None:
    """Legal cleared the words, and they are the same."""
    page_id = int(approved.object_id)
    cleared = owed.clearance(page_id, content_hash_of(approved))
    if cleared is None:
        return
    Approval.objects.create(
        page_id=page_id,
        content_hash=ledger.keep(lifted),
        kind=Kind.LEGAL,
        final=False,
        revision_id=lifted.pk,
        user_id=cleared.user_id,
        user_name=cleared.user_name,
        comment=_("The same words, without the embargo"),
    )


def _put_below(draft: Revision, lifted: Revision, approved: Revision) -> None:
    """Give `lifted` the place of `approved` in the story's history: a correction goes on.

    It stays the newest text as it was written, read and submitted; and it is still newer
    than what is out, so whoever wrote it is still its author.
    """
    Revision.objects.filter(pk=lifted.pk).update(created_at=approved.created_at)
    Page.objects.filter(pk=int(draft.object_id)).update(
        latest_revision=draft,
        latest_revision_created_at=draft.created_at,
        draft_title=draft.content["title"],
        has_unpublished_changes=True,
    )
