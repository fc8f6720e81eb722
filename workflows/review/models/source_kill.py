"""What an agency killed: remembered, so that a kill may come before its story."""

from django.db import models
from django.utils import timezone


class SourceKill(models.Model):
    """An agency canceled this item: neither this version of it nor an older one comes in."""

    uri = models.CharField(max_length=500)
    version = models.CharField(max_length=60)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        # the import: was this item killed, and have we obeyed this kill before?
        constraints = [
            models.UniqueConstraint(
                fields=["uri", "version"], name="source_kill_of_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.uri} was killed in version {self.version}"
