"""A page was saved: did it go live, change, or leave? Cut the edition that says so."""

from collections.abc import Iterable

from pages.models import ArticlePage, Correction, PublicPage, PublishedNote
from pages.significance import Significance, outcome
from workflows.press import editions, takedown
from workflows.press.editions import NOBODY, Actor
from workflows.press.models import Action, Edition

PUBLISHING = (Action.PUBLISH, Action.UPDATE, Action.CORRECTION, Action.RESTORE)
TAKEDOWNS = (Action.WITHDRAW, Action.KILL)


def note(page: PublicPage, *, actor: Actor = NOBODY) -> Edition | None:
    """Cut the edition that `page`, just saved in this transaction, calls for, if any."""
    last = last_word(page.pk)
    if page.live:
        return _publish(page, last, actor)
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


def _publish(page: PublicPage, last: Edition | None, actor: Actor) -> Edition | None:
    if last and _is_told(page, last):
        return None
    notes = page.new_notes if isinstance(page, ArticlePage) else []
    action, significance = _kind_of(page, last, {note.kind for note in notes})
    edition = editions.cut(
        action,
        page_id=page.pk,
        revision_id=page.live_revision_id,
        significance=significance,
        actor=actor,
    )
    _tell(notes, page.pk, edition)
    return edition


def _is_told(page: PublicPage, last: Edition) -> bool:
    """Say whether `last` let out just what is live now."""
    is_same = last.revision_id == page.live_revision_id
    return is_same and last.action not in TAKEDOWNS


def _kind_of(
    page: PublicPage, last: Edition | None, new_kinds: set[str]
) -> tuple[Action, str]:
    """Return what happens to a page, and if it is an update, how much that matters."""
    if last is None:
        return Action.PUBLISH, ""
    if last.action in TAKEDOWNS:
        return Action.RESTORE, ""
    chosen = page.significance if isinstance(page, ArticlePage) else Significance.UPDATE
    significance = outcome(chosen, new_kinds)
    if significance == Significance.CORRECTION:
        return Action.CORRECTION, significance
    return Action.UPDATE, significance


def _tell(notes: Iterable[Correction], page_id: int, edition: Edition) -> None:
    """Write down which notes readers see from this edition on, and since when."""
    PublishedNote.objects.bulk_create(
        PublishedNote(
            page_id=page_id,
            kind=note.kind,
            text=note.text,
            by=note.signature,
            at=edition.at,
            edition=edition.number,
        )
        for note in notes
    )
