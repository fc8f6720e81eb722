"""What the press still owes: one row per page. Empty is healthy."""

from datetime import datetime

from django.db import models


class Rank(models.IntegerChoices):
    """Among pages of one urgency: the story itself, fronts, then who merely shows it."""

    STORY = 0
    FRONT = 1
    DEPENDENT = 2


class DuePageQuerySet(models.QuerySet["DuePage"]):
    def ready(self, now: datetime) -> "DuePageQuerySet":
        return self.filter(next_at__lte=now)

    def urgent(self) -> "DuePageQuerySet":
        """Pages that still show a story which was taken down."""
        return self.filter(urgent=True)

    def awaited(self) -> "DuePageQuerySet":
        """Pages without which an edition is not all there: parked ones only if urgent."""
        return self.filter(models.Q(last_error="") | models.Q(urgent=True))

    def parked(self) -> "DuePageQuerySet":
        """Pages whose rendering failed; they wait for their next try and hold up nobody."""
        return self.exclude(last_error="")

    def in_order(self) -> "DuePageQuerySet":
        return self.order_by("-urgent", "rank", "-edition")


class DuePage(models.Model):
    """`page_id` is to be pressed at `edition`; a later edition replaces an earlier one."""

    page_id = models.BigIntegerField(primary_key=True)
    edition = models.BigIntegerField()
    urgent = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(choices=Rank.choices)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    last_error = models.TextField(blank=True)

    objects = DuePageQuerySet.as_manager()

    class Meta:
        # the press: what next?
        indexes = [
            models.Index(fields=["-urgent", "rank", "-edition"], name="due_page_order")
        ]

    def __str__(self) -> str:
        return f"page {self.page_id} is owed edition {self.edition}"
