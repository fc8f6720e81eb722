"""The gate: no text goes live without an approval of exactly this text."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from wagtail.models import Page

from pages.content_hash import content_hash, content_hash_of
from pages.models import PublicPage
from pages.signals import PublishRefused
from workflows.press.models import Edition
from workflows.review.legal import owed
from workflows.review.models import Approval, Entry, Happened
from workflows.review.models.approval import Kind


def refuse_what_nobody_approved(page: PublicPage) -> None:
    """Raise PublishRefused unless the ledger holds an approval of `page` as it stands.

    A picture, an author or a story that it names may be gone since: that was approved
    with the rest, and the page lives on without it. A flagged story needs legal's
    clearance of that text besides.
    """
    approved, text = _approved_texts(page), content_hash(page)
    if text not in approved and _only_lost_references(page, text, approved):
        text = content_hash_of(page.live_revision)
    owed.check(page, text)
    if text not in approved:
        said = _(
            "“%(headline)s” was not approved as it stands, so it stays as it is."
            " Submit it for review and have another editor approve it."
        )
        raise PublishRefused(said % {"headline": page.title})


def _approved_texts(page: PublicPage) -> set[str]:
    """Return the content hashes of every text of `page` whose approval still counts.

    It was a review's last word, and not legal's alone. One from before a takedown does
    not count: a killed story does not come back because its old text was once approved.
    Nor does one from before the story was taken off the schedule, but for what is out.
    """
    approvals = Approval.objects.filter(page_id=page.pk)
    takedowns = Edition.objects.takedowns().filter(page_id=page.pk)
    if last := takedowns.order_by("-number").first():
        approvals = approvals.filter(at__gt=last.at)
    taken_off = Entry.objects.filter(
        happened=Happened.UNSCHEDULED,
        page_id=OuterRef("page_id"),
        at__gt=OuterRef("at"),
    )
    out = Page.objects.live().filter(
        pk=OuterRef("page_id"), live_revision=OuterRef("revision_id")
    )
    standing = approvals.filter(~Exists(taken_off) | Exists(out))
    said = set(standing.values_list("content_hash", "kind", "final"))
    by_a_desk = {text for text, kind, _final in said if kind != Kind.LEGAL}
    return {text for text, _kind, final in said if final} & by_a_desk


def _only_lost_references(page: PublicPage, now: str, approved: set[str]) -> bool:
    """Say whether `page` is its approved revision, without what has been deleted since.

    The frozen revision still names it; built today it drops the dangling reference just
    as the database did in the row. Any other difference is a change nobody approved.
    """
    revision = page.live_revision
    if revision is None or content_hash_of(revision) not in approved:
        return False
    return content_hash(revision.as_object()) == now
