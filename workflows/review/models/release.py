"""Releases: each hour on the schedule that was kept or missed."""

from django.db import models
from wagtail.models import Revision


class ReleaseQuerySet(models.QuerySet["Release"]):
    def failing(self) -> "ReleaseQuerySet":
        """Stories that could not go out, and are still tried: they keep their place."""
        waiting = Revision.objects.exclude(approved_go_live_at=None).values("pk")
        return self.filter(out_at=None, revision_id__in=waiting)

    def kept(self) -> "ReleaseQuerySet":
        return self.exclude(out_at=None)


class Release(models.Model):
    """One scheduled revision whose hour came. No foreign keys: it is part of the record."""

    page_id = models.BigIntegerField()
    revision_id = models.BigIntegerField(unique=True)
    due_at = models.DateTimeField()
    out_at = models.DateTimeField(null=True, help_text="Empty until it is out.")
    error = models.TextField(
        blank=True, help_text="Why it could not go out, last time."
    )
    attempts = models.PositiveIntegerField(default=0)
    first_failed_at = models.DateTimeField(null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        indexes = [
            # the record of a story
            models.Index(fields=["page_id", "due_at"], name="release_of_page"),
            # metrics: how late was the last day?
            models.Index(fields=["out_at"], name="release_out"),
        ]

    def __str__(self) -> str:
        return f"page {self.page_id}, due {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def late_seconds(self) -> float | None:
        """How long after its hour it was out; None while it is not."""
        if self.out_at is None:
            return None
        return round((self.out_at - self.due_at).total_seconds(), 3)
