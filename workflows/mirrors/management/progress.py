"""A bar that shows how far a command is, where somebody looks."""

from collections.abc import Iterable
from typing import Any

from tqdm import tqdm


def bar(things: Iterable[Any], count: int, unit: str) -> Iterable[Any]:
    """Return `things`, counted on a bar of `count` while they are gone through."""
    return tqdm(things, total=count, unit=unit, disable=None, leave=False)
