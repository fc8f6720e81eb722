"""The verb: import one item."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from wagtail.log_actions import LogContext

from pages.models import ArticlePage
from pages.ninjs import item as ninjs
from pages.ninjs.item import Kill, Story
from pages.ninjs.problems import BrokenItem, Problem, at
from pages.ninjs.versions import Order, compare
from workflows.press import publication, takedown
from workflows.press.models import Action
from workflows.review import verbs
from workflows.review.errors import ReviewRefused
from workflows.review.importing import drafts, kills, placing
from workflows.review.importing.desk import Desk
from workflows.review.importing.outcome import Outcome, Result
from workflows.review.importing.pictures import PictureDesk

_PATHS = {
    "title": "$.headlines",
    "slug": "$.altIds",
    "dek": "$.descriptions",
    "slugline": "$.slugline",
    "dateline": "$.located",
    "language": "$.language",
    "go_live_at": "$.embargoedUntil",
    "body": "$.bodies",
}


def import_item(raw: Any, *, desk: Desk) -> Result:
    """Import `raw`, a parsed ninjs 3.1 item, in one transaction, files included.

    A new item becomes a draft, a newer version a new revision of the same story; both
    are submitted and approved when the desk has an approver. `withheld` items stay
    drafts. What was imported before is left alone, and an older version never replaces
    a newer one.

    `canceled` kills the story, draft or public, whichever version is here. It is
    remembered: if the kill overtook its story, the story does not come in.

    Returns the result; an item that cannot be imported has `problems`, and has changed
    nothing.
    """
    pictures = PictureDesk(desk.pictures)
    try:
        with (
            pictures.transaction(rehearsal=desk.dry_run),
            LogContext(user=desk.filer),
        ):
            return _import(ninjs.read(raw), desk, pictures)
    except BrokenItem as error:
        return _failed(*error.problems)
    except ReviewRefused as error:
        return _failed(Problem("$", f"review refused it: {error}"))
    except ValidationError as error:
        return _failed(*_by_field(error))


def _import(item: Story | Kill, desk: Desk, pictures: PictureDesk) -> Result:
    _one_at_a_time(item.uri)
    page = _held(item.uri)
    if isinstance(item, Kill):
        return _kill(item, page, desk)
    if page is None:
        return kills.refused(item) or _file(item, desk, pictures)
    known = page.get_latest_revision_as_object().source_version
    match compare(item.version, known) if item.version else Order.NEWER:
        case Order.SAME:
            return Result(Outcome.UNCHANGED, page.pk)
        case Order.OLDER:
            return Result(Outcome.OLDER, page.pk)
        case Order.UNKNOWN:
            raise at("$.version", kills.cannot_tell(item.version, known))
    return _update(item, page, desk, pictures)


def _held(uri: str) -> ArticlePage | None:
    """Return the story of this item, with its lock, or None if it never came."""
    found = ArticlePage.objects.filter(source_uri=uri).order_by("pk")
    key = found.values_list("pk", flat=True).first()
    if key is None:
        return None
    ArticlePage.lock(key)
    return ArticlePage.objects.get(pk=key)


def _one_at_a_time(uri: str) -> None:
    """Let no second import of this item run until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [uri])


def _file(story: Story, desk: Desk, pictures: PictureDesk) -> Result:
    section = desk.section or placing.section_for(story)
    page = ArticlePage(
        owner=desk.filer, live=False, slug=drafts.free_slug(story, section)
    )
    taken = pictures.take(story.pictures)
    drafts.fill(page, story, taken=taken, filer=desk.filer)
    section.add_child(instance=page)
    page.save_revision(user=desk.filer, log_action=True)
    notes = drafts.left_out(story, taken)
    published = _publish(story, page, desk)
    return Result(Outcome.IMPORTED, page.pk, published, tuple(notes))


def _update(
    story: Story, page: ArticlePage, desk: Desk, pictures: PictureDesk
) -> Result:
    last = publication.last_word(page.pk)
    if last and last.action == Action.KILL:
        fix = (
            "A newer version does not bring it back; only an editor can, in the admin."
        )
        raise at("$.uri", f"was killed here on {last.at:%Y-%m-%d}. {fix}")
    draft = page.get_latest_revision_as_object()
    taken = pictures.take(story.pictures)
    drafts.fill(draft, story, taken=taken, filer=desk.filer)
    takedown.end_review_and_schedule(page, user=desk.filer)
    draft.save_revision(user=desk.filer, log_action=True)
    notes = drafts.left_out(story, taken)
    published = False
    if last and last.action == Action.WITHDRAW:
        notes.append("was withdrawn here, so the new version waits as a draft")
    else:
        published = _publish(story, draft, desk)
    if draft.live and not published:
        notes.append("an earlier version is public until an editor approves this one")
    return Result(Outcome.UPDATED, page.pk, published, tuple(notes))


def _publish(story: Story, page: ArticlePage, desk: Desk) -> bool:
    """Take `page` through review, if the desk and the agency say so."""
    if desk.approver is None or story.withheld:
        return False
    verbs.submit(page, user=desk.filer)
    with LogContext(user=desk.approver):
        verbs.approve(page, user=desk.approver)
    return True


def _kill(item: Kill, page: ArticlePage | None, desk: Desk) -> Result:
    """Kill the story, and mark its newest draft so that nobody takes it up by mistake.

    An item's version says nothing here: a kill that comes late, or twice under one
    number, still means that the story must not stand.
    """
    if not kills.remember(item) or (page and _is_killed(page.pk)):
        return Result(Outcome.UNCHANGED, page and page.pk)
    if page is None:
        note = "was never imported; should it still come, it is refused"
        return Result(Outcome.KILLED, notes=(note,))
    takedown.kill(page.pk, actor=desk.filer, reason=takedown.Reason.SOURCE)
    draft = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    if compare(item.version, draft.source_version) == Order.NEWER:
        draft.source_version = item.version
    draft.slugline = f"KILLED-{draft.slugline}"[:80]
    drafts.note(
        draft, f"The agency killed this story. {item.note}".strip(), user=desk.filer
    )
    draft.save_revision(user=desk.filer, log_action=True)
    return Result(Outcome.KILLED, page.pk)


def _is_killed(page_id: int) -> bool:
    last = publication.last_word(page_id)
    return last is not None and last.action == Action.KILL


def _by_field(error: ValidationError) -> list[Problem]:
    if not hasattr(error, "error_dict"):
        return [Problem("$", " ".join(error.messages))]
    return [
        Problem(_PATHS.get(name, "$"), " ".join(messages))
        for name, messages in error.message_dict.items()
    ]


def _failed(*problems: Problem) -> Result:
    return Result(Outcome.FAILED, problems=problems)
