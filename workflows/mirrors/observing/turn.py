"""One observer at a time looks at a mirror: two would only do work twice."""

from datetime import timedelta

from django.db.models.functions import Now

from workflows.mirrors.models import Mirror

HELD = timedelta(seconds=60)  # after a worker was killed the next one waits this long


def keep(mirror: Mirror) -> None:
    """Keep other observers away from a mirror for another `HELD`."""
    Mirror.objects.filter(pk=mirror.pk).update(observed_until=Now() + HELD)
