"""Withdraw and kill: take a page out of the public, at once and everywhere."""

from typing import Any

import structlog
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Revision, WorkflowState

from pages.models import PublicPage, PublishedDocument, Use
from pages.models.correction import THE_EDITORS
from pages.models.document import State
from pages.public.forms import as_text, detail_url, digest_of, timestamp
from pages.refusals import SaysItself
from workflows.press import editions, forecast, media, notices, owed, sitemap, tree
from workflows.press import press as pressing
from workflows.press.editions import NOBODY, Actor
from workflows.press.models import Action, DuePage, Edition, PublishedFile
from workflows.press.models.due import Rank
from workflows.press.nudge import nudge
from workflows.press.signals import taken_off_schedule
from workflows.press.tree import TreeChange

log = structlog.get_logger("masthead.press")

STATES = {Action.WITHDRAW: State.WITHDRAWN, Action.KILL: State.KILLED}
MESSAGES = {
    State.WITHDRAWN: "This story has been withdrawn.",
    State.KILLED: "This story is no longer available.",
}


class Reason(models.TextChoices):
    LEGAL = "legal", _("Legal")
    ERROR = "error", _("Serious error")
    PRIVACY = "privacy", _("Privacy or safety of a person")
    SOURCE = "source", _("The source withdrew it")
    OTHER = "other", _("Other")


class TakedownRefused(SaysItself, ValueError):
    says = _("This cannot be taken down.")


def withdraw(
    page_id: int, *, actor: Any, reason: str, note: str = "", by: str = THE_EDITORS
) -> Edition:
    """Take a story down and say so: its address answers with a notice.

    Args:
        page_id: the story; it must be public.
        actor: the user who decided it, or None for a machine.
        reason: one of `Reason`.
        note: what readers are told, plain text.
        by: who tells them, as they see it.

    Raises:
        TakedownRefused: unknown reason, or the story is not public.
    """
    told = {"note": note, "by": by}
    return _take_down(page_id, Action.WITHDRAW, actor=actor, reason=reason, told=told)


def kill(page_id: int, *, actor: Any, reason: str) -> Edition:
    """Remove a story that must not have run: page, JSON, lists, feeds, search, pictures.

    A draft or scheduled story can be killed too: its schedule and its review end, and
    no approval from before counts any more.

    Raises:
        TakedownRefused: unknown reason, or there is no such page.
    """
    return _take_down(page_id, Action.KILL, actor=actor, reason=reason, told={})


@transaction.atomic
def _take_down(
    page_id: int, action: Action, *, actor: Any, reason: str, told: dict[str, str]
) -> Edition:
    if reason not in Reason.values:
        said = _("Reason “%(reason)s” is none of: %(reasons)s.")
        names = {"reason": reason, "reasons": ", ".join(Reason)}
        raise TakedownRefused(said % names)
    PublicPage.lock(page_id)
    page = PublicPage.find(page_id)
    public = PublishedDocument.objects.live().filter(page_id=page_id).exists()
    if action == Action.WITHDRAW and not (public or (page and page.live)):
        raise TakedownRefused(
            _("Page %d is not public, so there is nothing to withdraw.") % page_id
        )
    if page is None and not public:
        raise TakedownRefused(_("There is no page %d.") % page_id)
    if page is not None:
        end_review_and_schedule(page, user=actor)
    edition = take_away(
        page_id, action=action, reason=reason, actor=Actor.of(actor), **told
    )
    if page is not None:
        # Nobody holds `publish`, which Wagtail asks for: our own rules have answered.
        UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)
    transaction.on_commit(_press_followers, robust=True)
    return edition


def _press_followers() -> None:
    """Press what shows the story here and now, not when a worker comes to it."""
    try:
        pressing.press_urgent()
    except Exception as error:  # noqa: BLE001 — it is gone by now; a worker presses the rest
        log.error("urgent_press_failed", error=type(error).__name__)


def take_away(
    page_id: int, *, action: Action, reason: str, actor: Actor = NOBODY, **told: str
) -> Edition:
    """Leave a tombstone in place of everything public of `page_id`. Call it in a transaction.

    Effective at once in the API; mirrors owe the removals as urgent. `told` is the
    `note` that readers get of a withdrawal, and who signs it (`by`).
    """
    edition = editions.record(
        action=action, page_id=page_id, reason=reason, actor=actor, **told
    )
    tree.lock()
    change = TreeChange(edition.number, urgent=True)
    document = PublishedDocument.objects.select_for_update().filter(pk=page_id).first()
    if document is not None:
        _bury(document, edition, change)
    DuePage.objects.filter(page_id=page_id).delete()
    change.announce()
    Edition.objects.filter(pk=edition.pk).update(pressed_at=timezone.now())
    nudge()
    log.info("takedown", edition=edition.number, story=page_id, action=str(action))
    return edition


def _bury(document: PublishedDocument, edition: Edition, change: TreeChange) -> None:
    page_id, address = document.page_id, document.html_path
    first_published_at = document.first_published_at
    followers = forecast.followers_of(document)
    going = media.only_of(page_id)
    standing = PublishedFile.objects.standing().of_page(page_id)
    addresses = notices.addresses_of(address, standing)
    change.remove([*standing, *_taken_before(page_id)])
    Use.objects.filter(page_id=page_id).delete()
    _write_tombstone(document, edition)
    media.remove(change, going)
    notices.put(change, document, edition, addresses=addresses)
    sitemap.put(change, page_id, first_published_at)
    owed.owe(followers, edition.number, rank=Rank.FRONT, urgent=True)


def _taken_before(page_id: int) -> QuerySet[PublishedFile]:
    """Return what of the page is gone already: a mirror may have it still.

    Its pictures belong to no page, but the number of the takedown that took them.
    """
    taken = Edition.objects.takedowns().filter(page_id=page_id).values("number")
    pictures = Q(page_id=None, path__startswith=media.FOLDER, edition__in=taken)
    gone = PublishedFile.objects.filter(gone=True)
    return gone.filter(Q(page_id=page_id) | pictures)


def _write_tombstone(document: PublishedDocument, edition: Edition) -> None:
    state = STATES[Action(edition.action)]
    text = as_text(
        {
            "message": MESSAGES[state],
            "id": document.page_id,
            "meta": {
                "type": document.type,
                "detail_url": detail_url(document.page_id),
                "state": state,
                "edition": edition.number,
                "at": timestamp(edition.at),
                "reason": edition.reason,
            },
            **_told(edition),
        }
    )
    # A fresh row: whatever the old one held is gone, whichever column it was in.
    PublishedDocument(
        page_id=document.page_id,
        type=document.type,
        state=state,
        edition=edition.number,
        document=text,
        digest=digest_of(text),
        changed_at=edition.at,
    ).save(force_update=True)


def _told(edition: Edition) -> dict[str, str]:
    """Return what consumers are told of a withdrawal; of a kill nothing is said."""
    if edition.action != Action.WITHDRAW:
        return {}
    return {"note": edition.note, "by": edition.by}


def end_review_and_schedule(page: PublicPage, *, user: Any) -> None:
    """Take `page` out of review and off its schedule. Hold its lock when you call this."""
    states = WorkflowState.objects.for_instance(page).active()
    for state in states.select_for_update():
        state.cancel(user=user)
    waiting = Revision.objects.for_instance(page).exclude(approved_go_live_at=None)
    for revision in waiting.select_for_update():
        taken_off_schedule.send(
            sender=type(page), page=page, revision=revision, user=user
        )
    waiting.update(approved_go_live_at=None)
