"""What happened to a story in review: the append-only part of its record."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows.review.models.ledger import AppendOnly


class Happened(models.TextChoices):
    """Approvals and editions are rows of their own; these are the steps between them."""

    SUBMITTED = "submitted", _("Submitted")
    SENT_BACK = "sent back", _("Sent back")
    TAKEN_OUT = "taken out", _("Taken out of review")
    SCHEDULED = "scheduled", _("Scheduled")
    UNSCHEDULED = "unscheduled", _("Taken off the schedule")
    SCHEDULE_FAILED = "schedule failed", _("Could not go out on time")
    LEGAL_FLAGGED = "legal flagged", _("Flagged for the legal check")
    LEGAL_UNFLAGGED = "legal unflagged", _("Legal flag taken away")
    LEGAL_LINK_SENT = "legal link sent", _("Link sent to a lawyer")
    REVIEW_OWED = "review owed", _("Review after the fact opened")
    REVIEW_DONE = "review done", _("Reviewed after the fact")
    LIFT_ASKED = "lift asked", _("Asked to lift the embargo")
    LIFT_AGREED = "lift agreed", _("Embargo lifted")


class Entry(AppendOnly):
    """Something happened to a story. No foreign keys: the record outlives what it names."""

    page_id = models.BigIntegerField()
    headline = models.CharField(max_length=255, blank=True, help_text="As it was then.")
    happened = models.CharField(max_length=20, choices=Happened.choices)
    user_id = models.BigIntegerField(null=True, help_text="Empty for a machine.")
    user_name = models.CharField(max_length=150, blank=True)
    revision_id = models.BigIntegerField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    comment = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "entries"
        # the record: what happened to this story?
        indexes = [models.Index(fields=["page_id", "at"], name="entry_of_page")]

    def __str__(self) -> str:
        return f"page {self.page_id}: {self.happened}"


class ReviewedText(AppendOnly):
    """A text that somebody submitted or approved: its content hash is the SHA-256 of `text`.

    Revisions may be purged; what was decided about stays readable, and provable.
    """

    content_hash = models.CharField(max_length=64, primary_key=True)
    type = models.CharField(
        max_length=100, help_text="Page type, e.g. pages.ArticlePage."
    )
    text = models.TextField(help_text="Canonical JSON of everything a reader can see.")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.content_hash
