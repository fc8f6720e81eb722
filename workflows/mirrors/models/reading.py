"""Readings: how far behind a mirror was, five minutes by five minutes."""

from django.db import models

from workflows.mirrors.models.mirror import Mirror


class Reading(models.Model):
    """The worst of five minutes at one mirror. Kept for 30 days."""

    mirror = models.ForeignKey(
        Mirror, on_delete=models.CASCADE, related_name="readings"
    )
    at = models.DateTimeField(help_text="When the five minutes began.")
    behind = models.FloatField(help_text="Age of the oldest edition owed, in seconds.")
    owed = models.PositiveIntegerField(help_text="Files.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mirror", "at"], name="one_reading")
        ]

    def __str__(self) -> str:
        return f"{self.mirror} at {self.at}: {self.behind:.0f} s behind"
