"""What was shown of a resource when it was last pressed, so that a sweep sees a change."""

from django.db import models


class Source(models.Model):
    """`ref` (`image:5`, `author:3`) had rows with this fingerprint when it was last pressed."""

    ref = models.CharField(primary_key=True, max_length=255)
    fingerprint = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.ref
