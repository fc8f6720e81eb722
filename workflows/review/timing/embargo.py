"""Nothing goes live before its hour, and no text sheds an embargo that binds."""

import json
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision

from pages import clock, embargo
from pages.content_hash import content_of
from pages.models import PublicPage
from workflows.review.models.approval import Approval
from workflows.review.models.entry import Entry, Happened, ReviewedText
from workflows.review.timing import errors, rules

CARRIES = '"embargo_until":"'  # in the canonical JSON of a text that is under embargo


def refuse_before_its_hour(page: PublicPage) -> None:
    """Raise BeforeItsHour if an hour of `page`, as it would be stored, is still ahead.

    A story that never was out waits for the embargo that was approved last, too: an
    older text of it, approved without one, is no way around.
    """
    until = getattr(page, "embargo_until", None)
    if embargo.holds(page.go_live_at, until, now=clock.now()):
        raise errors.BeforeItsHour
    if binding_hour(page.pk, approved_only=True) and not _is_out(page):
        raise errors.BeforeItsHour


def _is_out(page: PublicPage) -> bool:
    return bool(Page.objects.live().filter(pk=page.pk).exists())


def refuse_to_shed(page: PublicPage, revision: Revision) -> None:
    """Raise EmbargoBinds if `revision` would be out before the embargo that binds `page`."""
    if rules.sheds(until_of(content_of(revision)), binding_hour(page.pk)):
        raise errors.EmbargoBinds


def binding_hour(page_id: int, *, approved_only: bool = False) -> datetime | None:
    """Return the end of the embargo that binds this story, or None.

    Args:
        page_id: the story.
        approved_only: leave out what was submitted and nobody has approved.
    """
    approved = Approval.objects.filter(page_id=page_id)
    submitted = Entry.objects.filter(page_id=page_id, happened=Happened.SUBMITTED)
    rows: list[Any] = [approved] if approved_only else [approved, submitted]
    hours = _hours(rows)
    if not hours:
        return None
    said = [
        rules.Said(at, hours[content_hash])
        for each in rows
        for at, content_hash in each.values_list("at", "content_hash")
        if content_hash in hours
    ]
    return rules.binding(said, since=last_lift(page_id), now=clock.now())


def last_lift(page_id: int) -> datetime | None:
    """Return when what was said before stopped to bind; a kill is no way to that."""
    lifts = Entry.objects.filter(page_id=page_id, happened=Happened.LIFT_AGREED)
    return lifts.order_by("-at").values_list("at", flat=True).first()


def _hours(rows: list[Any]) -> dict[str, datetime | None]:
    """Return content hash → end of its embargo, of texts in `rows` that carry one."""
    hashes = (
        rows[0]
        .values("content_hash")
        .union(*(each.values("content_hash") for each in rows[1:]))
    )
    texts = ReviewedText.objects.filter(content_hash__in=hashes, text__contains=CARRIES)
    return {
        content_hash: until_of(text)
        for content_hash, text in texts.values_list("content_hash", "text")
    }


def until_of(text: str) -> datetime | None:
    """Return the end of the embargo that a text (canonical JSON) carries, or None."""
    until = json.loads(text).get("embargo_until")
    return parse_datetime(until) if until else None
