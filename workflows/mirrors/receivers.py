"""The press's signal: files changed. Owe them, in its transaction; forget what is gone."""

from collections.abc import Collection

from django.dispatch import receiver

from workflows.mirrors.discreet import forget
from workflows.mirrors.nudge import nudge_after_commit, nudge_signer
from workflows.mirrors.owe import METADATA, owe
from workflows.mirrors.proof import owed
from workflows.press.models import CacheClass, PublishedFile
from workflows.press.signals import tree_changed


@receiver(tree_changed)
def owe_to_every_mirror(
    *, files: Collection[PublishedFile], urgent: bool, **kwargs: object
) -> None:
    owe(files, urgent=urgent)
    # A picture's name is its digest: there is no slug in it.
    named = (one for one in files if one.gone and one.cache != CacheClass.IMMUTABLE)
    if gone := [one.path for one in named if METADATA not in one.path]:
        forget(gone)
    nudge_after_commit()
    if owed.owe(files):
        nudge_signer()
