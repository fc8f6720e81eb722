"""Nudge a worker after commit: notices wait."""

from django.db import transaction

from workflows import broker


def nudge_after_commit() -> None:
    """Ask a worker to send what is ready, once this transaction has committed."""
    transaction.on_commit(nudge, robust=True)


def nudge() -> None:
    """Ask a worker to look. Never raises and hardly ever waits."""
    from workflows.notices.tasks import sweep  # noqa: PLC0415 — tasks import the verbs

    broker.ask(sweep.delay)
