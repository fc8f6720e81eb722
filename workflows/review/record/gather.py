"""Read a story's record. Nothing of it is in Wagtail's revisions, which may be purged."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from pages.models.correction import Kind as NoteKind
from workflows.press import store
from workflows.press.models import Edition
from workflows.review.models import Approval, Entry, Release, ReviewedText
from workflows.review.record.events import Event, Rank, in_order


@dataclass(frozen=True)
class Record:
    """A story's record: what happened, and every text it happened to by content hash."""

    page_id: int
    headline: str
    events: list[Event]
    texts: dict[str, str]


def record_of(page_id: int) -> Record | None:
    """Return the record of a story, deleted ones included; None if it has none."""
    events = in_order(
        [
            *_steps(page_id),
            *_approvals(page_id),
            *_releases(page_id),
            *_editions(page_id),
        ]
    )
    if not events:
        return None
    named = [event.headline for event in events if event.headline]
    hashes = {event.content_hash for event in events}
    texts = ReviewedText.objects.filter(content_hash__in=hashes)
    return Record(
        page_id=page_id,
        headline=named[-1] if named else "",
        events=events,
        texts=dict(texts.values_list("content_hash", "text")),
    )


def _steps(page_id: int) -> Iterator[Event]:
    for entry in Entry.objects.filter(page_id=page_id).order_by("at", "pk"):
        yield Event(
            at=entry.at,
            rank=Rank.STEP,
            what=str(entry.get_happened_display()),
            who=entry.user_name,
            comment=entry.comment,
            hour=_hour(entry),
            headline=entry.headline,
            content_hash=entry.content_hash,
        )


def _hour(entry: Entry) -> datetime | None:
    return parse_datetime(entry.data.get("go_live_at") or entry.data.get("until") or "")


def _approvals(page_id: int) -> Iterator[Event]:
    for approval in Approval.objects.filter(page_id=page_id).order_by("at", "pk"):
        yield Event(
            at=approval.at,
            rank=Rank.APPROVAL,
            what=_("Approved (%(kind)s)") % {"kind": approval.get_kind_display()},
            who=approval.user_name,
            comment=approval.comment,
            content_hash=approval.content_hash,
        )


def _releases(page_id: int) -> Iterator[Event]:
    for release in Release.objects.kept().filter(page_id=page_id).order_by("out_at"):
        said = _("%(late)s s late, try %(number)s") % {
            "late": release.late_seconds,
            "number": release.attempts,
        }
        yield Event(
            at=release.out_at or release.due_at,
            rank=Rank.RELEASE,
            what=_("Went out on schedule"),
            comment=said,
            hour=release.due_at,
        )


def _editions(page_id: int) -> Iterator[Event]:
    told: set[tuple[str, ...]] = set()
    for edition in Edition.objects.filter(page_id=page_id).order_by("number"):
        document = _as_it_ran(edition)
        reason = " · ".join(filter(None, [edition.reason, edition.note]))
        yield Event(
            at=edition.at,
            rank=Rank.EDITION,
            what=_("Edition: %(action)s") % {"action": edition.get_action_display()},
            who=edition.actor_name,
            comment=reason,
            headline=document.get("title", ""),
            edition=edition.number,
            digest=edition.digest,
        )
        for note in document.get("corrections", []):
            key = (note["kind"], note["text"], note["at"] or "")
            if key not in told:
                told.add(key)
                yield _note(note, edition)


def _note(note: dict[str, Any], edition: Edition) -> Event:
    kind = NoteKind(note["kind"]).label
    return Event(
        at=edition.at,
        rank=Rank.NOTE,
        what=_("Told readers: %(kind)s") % {"kind": kind},
        who=note.get("by") or "",
        comment=note["text"],
        hour=parse_datetime(note["at"] or ""),
        edition=edition.number,
        digest=edition.digest,
    )


def _as_it_ran(edition: Edition) -> dict[str, Any]:
    """Return the public document as it ran; the digest proves it. Empty if there is none."""
    if not edition.digest:
        return {}
    try:
        document: dict[str, Any] = json.loads(store.read(edition.digest))
    except FileNotFoundError:  # the store lost it; the digest still says which it was
        return {}
    return document
