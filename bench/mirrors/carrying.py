"""What every measure does with a mirror: add it, carry all it owes, and look at the clock."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from workflows.mirrors import lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror

NOWHERE = "http://127.0.0.1:1"  # nobody reads these mirrors


def folder(name: str, path: Path) -> Mirror:
    """Add a mirror in a folder; it owes the tree."""
    return synced(name, path.as_uri())


def synced(
    name: str, storage_url: str, credentials: Mapping[str, str] | None = None
) -> Mirror:
    """Add a mirror on any storage; it owes the tree."""
    mirror = Mirror(name=name, public_url=NOWHERE, storage_url=storage_url)
    mirror.credentials = dict(credentials or {})
    mirror.save()
    lifecycle.sync(mirror)
    return mirror


def finish(mirror: Mirror) -> None:
    """Carry until the mirror owes nothing."""
    while mirror.due.exists():
        deliver(mirror.pk, seconds=600)


def timed(verb: Callable[[], object]) -> float:
    """Return the seconds that `verb` took."""
    began = time.perf_counter()
    verb()
    return time.perf_counter() - began
