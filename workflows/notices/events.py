"""What happened to a story, read from its record, as an event that people are told of."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from pages.significance import Significance
from workflows.desk.models import Assignment
from workflows.mirrors.alarms import said
from workflows.notices.rules import Kind
from workflows.notices.tell import Event
from workflows.press.models import Action, Edition
from workflows.review.models import Approval, Entry, Happened, LaterReview
from workflows.review.models.approval import Kind as Approved

LONGEST = 255  # of a notice's headline

# What is not here is told to nobody.
OF_ENTRY = {
    Happened.SUBMITTED: Kind.SUBMITTED,
    Happened.SENT_BACK: Kind.SENT_BACK,
    Happened.TAKEN_OUT: Kind.TAKEN_OUT,
    Happened.SCHEDULED: Kind.SCHEDULED,
    Happened.UNSCHEDULED: Kind.UNSCHEDULED,
    Happened.SCHEDULE_FAILED: Kind.SCHEDULE_FAILED,
    Happened.LEGAL_FLAGGED: Kind.LEGAL_FLAGGED,
    Happened.LIFT_ASKED: Kind.LIFT_ASKED,
}
OF_APPROVAL = {
    Approved.DESK: Kind.APPROVED,
    Approved.LEGAL: Kind.CLEARED,
    Approved.BREAKING: Kind.BREAKING,
    Approved.BREAK_GLASS: Kind.BREAK_GLASS,
}
OF_EDITION = {
    Action.PUBLISH: Kind.PUBLISHED,
    Action.RESTORE: Kind.PUBLISHED,
    Action.UPDATE: Kind.UPDATED,
    Action.CORRECTION: Kind.CORRECTED,
    Action.WITHDRAW: Kind.WITHDRAWN,
    Action.KILL: Kind.KILLED,
}


def of_entry(entry: Entry) -> Event | None:
    kind = OF_ENTRY.get(Happened(entry.happened))
    return None if kind is None else _of_row(entry, kind, headline=entry.headline)


def of_approval(approval: Approval) -> Event | None:
    kind = OF_APPROVAL.get(Approved(approval.kind))
    return None if kind is None else _of_row(approval, kind)


def of_later_review(review: LaterReview) -> Event:
    """A review after the fact is owed: by an editor whose own work it is not."""
    return Event(
        Kind.REVIEW_OWED,
        page_id=review.page_id,
        headline=review.headline,
        actor_name=review.opened_by_name,
        spared=frozenset(review.authors),
        link=link_of_review(review),
        at=review.opened_at,
    )


def link_of_review(review: LaterReview) -> str:
    return reverse("review_after_the_fact", args=[review.pk])


def of_assignment(assignment: Assignment, actor: Any) -> Event:
    """Somebody is to write it; how far that has come is in no notice."""
    return Event(
        Kind.ASSIGNED,
        page_id=None,
        headline=assignment.title,
        actor_id=actor.pk,
        actor_name=actor.get_username(),
        named=frozenset([assignment.person_id] if assignment.person_id else []),
        link=link_of_brief(assignment),
    )


def link_of_brief(assignment: Assignment) -> str:
    return reverse("assignments:start", args=[assignment.pk])


def of_alarms(news: said.News) -> Event:
    """One event for all that changed at the mirrors, in the newsroom's language."""
    with translation.override(settings.LANGUAGE_CODE):
        told = said.lines(news)
    return Event(
        Kind.MIRRORS,
        page_id=None,
        headline=said.headline(news)[:LONGEST],
        said=told,
        link=reverse("mirrors:index"),
    )


def of_edition(edition: Edition) -> Event | None:
    """A minor update is told to nobody; those whose story it is know of its approval."""
    kind = OF_EDITION.get(Action(edition.action))
    minor = kind == Kind.UPDATED and edition.significance == Significance.MINOR
    if kind is None or minor:
        return None
    actor_id, actor_name = _actor_of(edition)
    return Event(
        kind,
        page_id=edition.page_id,
        actor_id=actor_id,
        actor_name=actor_name,
        reason=edition.reason,
        at=edition.at,
    )


def _actor_of(edition: Edition) -> tuple[int | None, str]:
    """Return who did it; of what a schedule let out, who approved it."""
    if edition.actor_id or not edition.revision_id:
        return edition.actor_id, edition.actor_name
    approvals = Approval.objects.filter(
        page_id=edition.page_id or 0, revision_id=edition.revision_id
    ).order_by("-at", "-pk")
    found = approvals.values_list("user_id", "user_name").first()
    return found or (None, "")


def _of_row(row: Entry | Approval, kind: Kind, *, headline: str = "") -> Event:
    return Event(
        kind,
        page_id=row.page_id,
        headline=headline,
        actor_id=row.user_id,
        actor_name=row.user_name,
        said=row.comment,
        at=row.at,
    )
