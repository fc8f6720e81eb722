"""Run things at the same moment, each in a thread with a connection of its own."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def at_once(*verbs: Callable[[], object]) -> list[Any]:
    """Run verbs in threads that start together; return what each returned or raised."""
    barrier = Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> object:
        barrier.wait(10)
        try:
            return verb()
        except Exception as error:  # noqa: BLE001 — the outcome is what is looked at
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


def after(seconds: float, verb: Callable[[], object]) -> Callable[[], object]:
    """Return `verb`, late; of a negative number nothing is waited for."""

    def late() -> object:
        time.sleep(max(0.0, seconds))
        return verb()

    return late
