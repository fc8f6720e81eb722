"""Nudge a worker after commit: something is to be pressed, or looked at."""

import time
from collections import deque
from functools import partial

from django.db import transaction

from workflows import broker

MOST = 10  # looks that one process asks for in a second; a flood is left to the sweep
asked: deque[tuple[float, str]] = deque(maxlen=MOST)


def nudge() -> None:
    """Ask a worker to press what is owed, once this transaction has committed."""
    transaction.on_commit(_send, robust=True)


def nudge_sweep(ref: str = "site") -> None:
    """Ask a worker whether a resource looks different, after this transaction.

    Args:
        ref: which one, e.g. `author:3`; `site` is what every page shows.
    """
    transaction.on_commit(partial(_send_look, ref), robust=True)


def nudge_sweep_below(page_id: int) -> None:
    """Ask a worker which addresses changed below a page, after this transaction."""
    transaction.on_commit(partial(_send_look_below, page_id), robust=True)


def _send() -> None:
    from workflows.press.tasks import press  # noqa: PLC0415 — tasks import the verbs

    broker.ask(press.delay)


def _send_look(ref: str) -> None:
    from workflows.press.tasks import look  # noqa: PLC0415 — tasks import the verbs

    if _may_ask(ref):
        broker.ask(partial(look.delay, ref))


def _send_look_below(page_id: int) -> None:
    from workflows.press.tasks import look_below  # noqa: PLC0415 — tasks import the verbs

    if _may_ask(f"below:{page_id}"):
        broker.ask(partial(look_below.delay, page_id))


def _may_ask(what: str) -> bool:
    """Whether this is neither a repetition nor part of a flood: the tick is never far."""
    now = time.monotonic()
    lately = [known for at, known in asked if at > now - 1]
    if what in lately or len(lately) == MOST:
        return False
    asked.append((now, what))
    return True
