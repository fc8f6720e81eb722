"""Deliveries: one run that carried a mirror from one edition to another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.mirrors.models.mirror import Mirror


class Outcome(models.TextChoices):
    DONE = "done", _("Everything owed was carried")
    UNFINISHED = "unfinished", _("More is owed; the next run goes on")
    PARTIAL = "partial", _("Some files failed and stay owed")
    STOPPED = "stopped", _("The mirror failed; its breaker is open")


class Delivery(models.Model):
    mirror = models.ForeignKey(
        Mirror, on_delete=models.CASCADE, related_name="deliveries"
    )
    from_edition = models.BigIntegerField()
    to_edition = models.BigIntegerField()
    files = models.PositiveIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0, help_text="Uncompressed.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()

    class Meta:
        ordering = ["-finished_at"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["mirror", "-finished_at"], name="delivery_newest")
        ]

    def __str__(self) -> str:
        return f"{self.mirror}: {self.from_edition} → {self.to_edition}, {self.outcome}"
