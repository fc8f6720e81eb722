"""An address that does not answer is left alone for a while, longer each time."""

from django.db.models import F
from django.db.models.functions import Coalesce, Now

from workflows.backoff import jitter
from workflows.mirrors import backoff
from workflows.mirrors.models import Mirror
from workflows.mirrors.observing.answers import Silent


def note_silence(mirror: Mirror, error: Silent) -> None:
    """Leave the address alone, and remember since when it is silent."""
    wait = backoff.breaker_wait(mirror.looks_failed + 1, jitter=jitter())
    Mirror.objects.filter(pk=mirror.pk).update(
        looks_failed=F("looks_failed") + 1,
        look_after=Now() + wait,
        unseen_since=Coalesce(F("unseen_since"), Now()),
        unseen_because=str(error),
    )


def note_answer(mirror: Mirror) -> None:
    """Note that the address answered just now."""
    Mirror.objects.filter(pk=mirror.pk).update(
        seen_at=Now(),
        looks_failed=0,
        look_after=None,
        unseen_since=None,
        unseen_because="",
    )
