"""Nudge workers after commit: mirrors owe files."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from workflows import broker
from workflows.mirrors.models import Mirror


def nudge_after_commit() -> None:
    """Ask workers to look at every mirror, once this transaction has committed."""
    transaction.on_commit(nudge_all, robust=True)


def nudge_signer() -> None:
    """Ask a worker to sign what changed, once this transaction has committed."""
    transaction.on_commit(_ask_to_sign, robust=True)


def _ask_to_sign() -> None:
    from workflows.mirrors.tasks import sign  # noqa: PLC0415 — tasks import the verbs

    broker.ask(sign.delay)


def nudge_all() -> None:
    """Ask workers to look at every mirror that is carried."""
    nudge(Mirror.objects.carrying().free().values_list("pk", flat=True))


def nudge(mirror_ids: Iterable[int]) -> None:
    """Ask workers to carry to these mirrors. Never raises and hardly ever waits."""
    from workflows.mirrors.tasks import deliver  # noqa: PLC0415 — tasks import the verbs

    _ask(deliver, mirror_ids)


def nudge_looks(mirror_ids: Iterable[int]) -> None:
    """Ask workers to look at what these mirrors show. Never raises either."""
    from workflows.mirrors.tasks import observe  # noqa: PLC0415 — tasks import the verbs

    _ask(observe, mirror_ids)


def _ask(task: Any, mirror_ids: Iterable[int]) -> None:
    def send() -> None:
        for mirror_id in mirror_ids:
            task.delay(mirror_id)

    broker.ask(send)
