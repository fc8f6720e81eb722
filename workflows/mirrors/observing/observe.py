"""Observe: what was carried, then a sample, then everything, each when it is due."""

import time
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from workflows.mirrors.models import Mirror
from workflows.mirrors.models.mirror import MirrorQuerySet
from workflows.mirrors.observing import confirm as confirming
from workflows.mirrors.observing import turn
from workflows.mirrors.observing.audit import everything, sample

SECONDS = 25.0  # one task's share; below the worker's time limit
SAMPLE_EVERY = timedelta(minutes=5)


def observe(mirror_id: int, *, seconds: float = SECONDS) -> None:
    """Look at a mirror's address, whatever is due; nothing if another worker does.

    Args:
        mirror_id: key of the mirror.
        seconds: after this time no further look is begun.
    """
    until = time.monotonic() + seconds
    rows = Mirror.objects.filter(pk=mirror_id)
    if not _due().filter(pk=mirror_id).update(observed_until=Now() + turn.HELD):
        return
    try:
        confirming.confirm(rows.get(), seconds=seconds)
        for mirror in rows.visible().due("sampled_at", SAMPLE_EVERY):
            turn.keep(mirror)
            sample(mirror)
        for mirror in rows.visible().filter(_unproven()):
            turn.keep(mirror)
            everything(mirror, seconds=max(0.0, until - time.monotonic()))
    finally:
        rows.update(observed_until=None)


def waiting() -> list[int]:
    """Return keys of the mirrors at which something is to be looked at now.

    First those whose address answered longest ago: not all may be looked at at once.
    """
    in_turn = _due().order_by(F("seen_at").asc(nulls_first=True))
    return list(in_turn.values_list("pk", flat=True))


def _due() -> MirrorQuerySet:
    carried = confirming.ready().filter(mirror=OuterRef("pk"))
    sampled = Mirror.objects.due("sampled_at", SAMPLE_EVERY).filter(pk=OuterRef("pk"))
    due = Q(Exists(carried)) | Q(Exists(sampled)) | _unproven()
    free = Q(observed_until=None) | Q(observed_until__lte=Now())
    return Mirror.objects.carrying().visible().filter(free, due)


def _unproven() -> Q:
    """Everything was looked at long ago, or never, or half of it until now."""
    late = Q(proven_at=None) | Q(
        proven_at__lte=Now() - timedelta(seconds=settings.AUDIT_SECONDS)
    )
    return late | Q(proving=True)
