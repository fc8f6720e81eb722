"""Audit: look at a sample every few minutes, and at everything once a day.

What differs is owed again, and then looked at like anything that was carried.
"""

import time
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from workflows.mirrors.models import DueFile, DueLook, Kind, Mirror, Observation
from workflows.mirrors.observing import listing, strangers
from workflows.mirrors.observing.answers import Asker, Silent
from workflows.mirrors.observing.look import EACH, look
from workflows.mirrors.observing.round import Round
from workflows.mirrors.owe import METADATA, owe_again, owe_look
from workflows.press.models import PublishedFile

SECONDS = 20.0  # one task's share; below the worker's time limit
SAMPLE = 40  # files


def sample(mirror: Mirror) -> Observation | None:
    """Look at the next files of the published tree, from where the last sample ended.

    Returns:
        The round's record, or None if there was nothing to look at.
    """
    sampling = Round(mirror, Kind.SAMPLE)
    files = _after(mirror.sampled_path)[:SAMPLE] or _after("")[:SAMPLE]
    last = _look(sampling, list(files), until=time.monotonic() + SECONDS)
    Mirror.objects.filter(pk=mirror.pk).update(
        sampled_at=Now(), sampled_path=last or mirror.sampled_path
    )
    return sampling.record()


def everything(mirror: Mirror, *, seconds: float = SECONDS) -> Observation | None:
    """Look at everything, from where the last call ended.

    Args:
        mirror: as its row is now.
        seconds: after this time no further file is looked at; call it again.

    Returns:
        The round's record, or None if there was nothing to look at, or no room yet to list
        what lies there. The mirror's `proven_at` says when the end was reached.
    """
    proving = Round(mirror, Kind.EVERYTHING)
    rows = Mirror.objects.filter(pk=mirror.pk)
    if not (mirror.proving or _begin(proving)):
        return None
    files = _after(mirror.proving_path).iterator(chunk_size=500)
    last = _look(proving, files, until=time.monotonic() + seconds)
    place = last or mirror.proving_path
    if proving.error or _after(place).exists():
        rows.update(proving_path=place)
    else:
        rows.update(proving=False, proving_path="", proven_at=Now())
    return proving.record()


def _begin(proving: Round) -> bool:
    """List what lies there, if there is room for that; say whether there was."""
    with listing.room(proving.mirror) as free:
        if free:
            # Whatever comes of the listing, the looks go on.
            Mirror.objects.filter(pk=proving.mirror.pk).update(proving=True)
            for path in strangers.remove(proving.mirror):
                proving.stays(path)
    return free


def _after(path: str) -> QuerySet[PublishedFile]:
    """Rows of the tree after `path`, but for the metadata, which names them all."""
    rows = PublishedFile.objects.exclude(path__startswith=METADATA)
    return rows.filter(path__gt=path).order_by("path")


def _look(round_: Round, files: Iterable[PublishedFile], *, until: float) -> str:
    """Look at `files` until then; owe those that differ. Return the last one's path.

    Where the address fell silent the next round goes on behind it: no one file can keep
    all that follow from being looked at. What it shows there is to be confirmed.
    """
    asker = Asker(round_.mirror.public_url)
    last = ""
    try:
        for file in files:
            if time.monotonic() > until:
                break
            last = file.path
            if not _is_on_its_way(round_.mirror, last):
                _compare(asker, last, round_)
    except Silent as error:
        round_.silent(error)
        owe_look(round_.mirror, file)
    owe_again(round_.mirror, round_.wrong)
    return last


def _compare(asker: Asker, path: str, round_: Round) -> None:
    said = look(asker, path, forms=EACH)
    if said and not _is_on_its_way(round_.mirror, path):
        round_.differs(path, said)
    else:
        round_.right()


def _is_on_its_way(mirror: Mirror, path: str) -> bool:
    """Whether it is owed, or carried and to be seen: others look at it then."""
    owed = DueFile.objects.filter(mirror=OuterRef("pk"), path=path)
    unseen = DueLook.objects.filter(mirror=OuterRef("pk"), path=path)
    row = Mirror.objects.filter(pk=mirror.pk)
    return row.filter(Exists(owed) | Exists(unseen)).exists()
