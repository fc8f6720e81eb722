"""A page was saved: did it go live, change, or leave? Cut the edition that says so."""

from pages.models import ArticlePage, PublicPage
from workflows.press import editions, takedown
from workflows.press.editions import NOBODY, Actor
from workflows.press.models import Action, Edition

PUBLISHING = (Action.PUBLISH, Action.UPDATE, Action.CORRECTION, Action.RESTORE)
TAKEDOWNS = (Action.WITHDRAW, Action.KILL)


def note(page: PublicPage, *, actor: Actor = NOBODY) -> Edition | None:
    """Cut the edition that `page`, just saved in this transaction, calls for, if any."""
    last = last_word(page.pk)
    if page.live:
        action = _action_for(page, last)
        if action is None:
            return None
        return editions.cut(
            action, page_id=page.pk, revision_id=page.live_revision_id, actor=actor
        )
    if last and last.action not in TAKEDOWNS:
        return takedown.take_away(
            page.pk, action=Action.WITHDRAW, reason=takedown.Reason.OTHER, actor=actor
        )
    return None


def last_word(page_id: int) -> Edition | None:
    """Return the edition that last published `page_id` or took it down."""
    spoken = Edition.objects.filter(
        page_id=page_id, action__in=[*PUBLISHING, *TAKEDOWNS]
    )
    return spoken.order_by("-number").first()


def _action_for(page: PublicPage, last: Edition | None) -> Action | None:
    if last is None:
        return Action.PUBLISH
    if last.action in TAKEDOWNS:
        return Action.RESTORE
    if last.revision_id == page.live_revision_id:
        return None
    return Action.CORRECTION if _is_correction(page, last) else Action.UPDATE


def _is_correction(page: PublicPage, last: Edition) -> bool:
    """An update that brings a new dated note for readers is a correction."""
    if not isinstance(page, ArticlePage):
        return False
    return any(note.at > last.at for note in page.corrections.all())
