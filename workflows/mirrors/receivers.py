"""The press's signal: files changed. Owe them, in its transaction."""

from collections.abc import Collection

from django.dispatch import receiver

from workflows.mirrors.nudge import nudge_after_commit
from workflows.mirrors.owe import owe
from workflows.press.models import PublishedFile
from workflows.press.signals import tree_changed


@receiver(tree_changed)
def owe_to_every_mirror(
    *, files: Collection[PublishedFile], urgent: bool, **kwargs: object
) -> None:
    owe(files, urgent=urgent)
    nudge_after_commit()
