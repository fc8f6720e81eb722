"""Observations: what a mirror's public address was seen to serve."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.mirrors.models.mirror import Mirror


class Kind(models.TextChoices):
    CARRIED = "carried", _("What was carried")
    SAMPLE = "sample", _("A sample")
    EVERYTHING = "everything", _("Everything")


class Observation(models.Model):
    """One round of looks at one mirror; those that found nothing new are not kept."""

    mirror = models.ForeignKey(
        Mirror, on_delete=models.CASCADE, related_name="observations"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    edition = models.BigIntegerField(
        help_text="The newest edition when the round began."
    )
    files = models.PositiveIntegerField(default=0, help_text="How many were looked at.")
    wrong = models.PositiveIntegerField(
        default=0, help_text="How many were not as the published tree has them."
    )
    paths = models.JSONField(default=list, help_text="Some of those that were wrong.")
    error = models.TextField(blank=True, help_text="Why the address did not answer.")
    slowest = models.FloatField(
        default=0.0, help_text="Seconds from carrying to seeing, of the slowest file."
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()

    class Meta:
        ordering = ["-finished_at"]
        indexes = [
            models.Index(fields=["mirror", "-finished_at"], name="observation_newest"),
            models.Index(
                fields=["mirror"],
                condition=models.Q(wrong__gt=0),
                name="observation_wrong",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mirror}: {self.files} looked at, {self.wrong} wrong"
