"""Files of older versions: they stay while a reader may be in the middle of them, then go."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet

from workflows.mirrors.models import Superseded
from workflows.mirrors.proof.layout import TARGETS
from workflows.press.models import PublishedFile
from workflows.press.tree import TreeChange

GRACE = timedelta(minutes=10)
# A row that is gone is there for mirrors to hear of it. They all have a row of their own by
# then (`DueFile`), and for a path that the tree does not know, that says: remove.
FORGET = timedelta(days=1)
STORIES = f"{TARGETS}stories/"
MOST = 500  # in one go: the tree is locked


def note(paths: set[str], *, at: datetime) -> None:
    """Note files whose newer version was put just now."""
    rows = [Superseded(path=path, at=at) for path in sorted(paths)]
    Superseded.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["at", "removed"],
    )


def hurry(page_ids: Collection[int]) -> None:
    """Let older manifests of these stories go with the next signing: they name what it hides.

    Who is in the middle of reading one finds it missing, and begins again at the head.
    """
    ends = [Q(path__endswith=f".{page_id}.json") for page_id in page_ids]
    older = Superseded.objects.filter(removed=False, path__startswith=STORIES)
    if ends:
        older.filter(reduce(or_, ends)).update(at=F("at") - GRACE)


def used_again(paths: set[str]) -> None:
    """Keep files whose bytes are the newest once more."""
    Superseded.objects.filter(path__in=paths).delete()


def are_waiting(now: datetime) -> bool:
    """Say whether anything is to be removed or forgotten."""
    return _to_remove(now).exists() or _to_forget(now).exists()


def clear(change: TreeChange, now: datetime) -> None:
    """Remove what nobody reads any more; forget what was removed long ago."""
    leaving = list(_to_remove(now).values_list("path", flat=True)[:MOST])
    change.remove(PublishedFile.objects.standing().filter(path__in=leaving))
    Superseded.objects.filter(path__in=leaving).update(removed=True, at=now)
    known = list(_to_forget(now).values_list("path", flat=True)[:MOST])
    PublishedFile.objects.filter(path__in=known, gone=True).delete()
    Superseded.objects.filter(path__in=known).delete()


def _to_remove(now: datetime) -> QuerySet[Superseded]:
    return Superseded.objects.filter(removed=False, at__lt=now - GRACE)


def _to_forget(now: datetime) -> QuerySet[Superseded]:
    return Superseded.objects.filter(removed=True, at__lt=now - FORGET)
