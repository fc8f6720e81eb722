"""Reviews after the fact: what went out alone is still read by somebody else."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from workflows.review.models.approval import Kind


class LaterReviewQuerySet(models.QuerySet["LaterReview"]):
    def open(self) -> "LaterReviewQuerySet":
        return self.filter(closed_at=None)

    def oldest_first(self) -> "LaterReviewQuerySet":
        return self.order_by("opened_at", "pk")


class LaterReview(models.Model):
    """A text that went out without a second person; open until one has read it.

    No foreign keys: it is owed even if the story, or whoever published it, is gone.
    """

    page_id = models.BigIntegerField()
    headline = models.CharField(max_length=255, help_text="As it went out.")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    revision_id = models.BigIntegerField()
    content_hash = models.CharField(max_length=64)
    authors = ArrayField(
        models.BigIntegerField(),
        help_text="Whose work it is: none of them closes the review.",
    )
    opened_by_name = models.CharField(max_length=150)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_by_id = models.BigIntegerField(null=True)
    closed_by_name = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)

    objects = LaterReviewQuerySet.as_manager()

    class Meta:
        indexes = [
            # the board: what is still to be read?
            models.Index(
                fields=["opened_at"],
                condition=models.Q(closed_at=None),
                name="later_review_open",
            )
        ]

    def __str__(self) -> str:
        return f"review after the fact of page {self.page_id}, {self.kind}"
