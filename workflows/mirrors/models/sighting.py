"""Sightings: a mirror's address was seen without a story that had been taken down."""

from django.db import models

from workflows.mirrors.models.mirror import Mirror
from workflows.press.models import Edition


class SightingQuerySet(models.QuerySet["Sighting"]):
    def of(self, edition: Edition) -> "SightingQuerySet":
        return self.filter(edition=edition.number)


class Sighting(models.Model):
    """At `at` all was seen at `mirror` that takedown `edition` changed. Never changed."""

    mirror = models.ForeignKey(
        Mirror, on_delete=models.CASCADE, related_name="sightings"
    )
    edition = models.BigIntegerField()
    at = models.DateTimeField()

    objects = SightingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "mirror"], name="sighted_once")
        ]

    def __str__(self) -> str:
        return f"{self.mirror} was seen after takedown {self.edition}"
