"""Nudge workers after commit: mirrors owe files."""

from collections.abc import Iterable

from django.db import transaction

from workflows import broker
from workflows.mirrors.models import Mirror


def nudge_after_commit() -> None:
    """Ask workers to look at every mirror, once this transaction has committed."""
    transaction.on_commit(nudge_all, robust=True)


def nudge_all() -> None:
    """Ask workers to look at every mirror that is carried."""
    nudge(Mirror.objects.carrying().free().values_list("pk", flat=True))


def nudge(mirror_ids: Iterable[int]) -> None:
    """Ask workers to look at these mirrors. Never raises and hardly ever waits."""
    from workflows.mirrors.tasks import deliver  # noqa: PLC0415 — tasks import the verbs

    def send() -> None:
        for mirror_id in mirror_ids:
            deliver.delay(mirror_id)

    broker.ask(send)
