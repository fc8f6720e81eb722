"""Which of two versions of an item is newer."""

import re
from datetime import datetime
from enum import Enum

_NUMBERS = re.compile(r"\d+(\.\d+)*")


class Order(Enum):
    NEWER = "newer"
    SAME = "same"
    OLDER = "older"
    UNKNOWN = "unknown"


def compare(version: str, known: str) -> Order:
    """Say how `version` stands to `known`, the version imported before.

    Versions are numbers (`3`, `2.10`) or times (RFC 3339); ninjs allows any text, so
    two versions that are neither, or not of one kind, are UNKNOWN unless they are equal.
    """
    if version == known:
        return Order.SAME
    kind, ours = _key(version)
    other, theirs = _key(known)
    if kind != other or not kind:
        return Order.UNKNOWN
    if ours == theirs:
        return Order.SAME
    return Order.NEWER if ours > theirs else Order.OLDER


def _key(version: str) -> tuple[str, tuple[float, ...]]:
    if _NUMBERS.fullmatch(version):
        numbers = [int(part) for part in version.split(".")]
        while len(numbers) > 1 and numbers[-1] == 0:
            numbers.pop()
        return "number", tuple(numbers)
    if time := moment(version):
        return "time", (time.timestamp(),)
    return "", ()


def moment(text: str) -> datetime | None:
    """Return the time in an RFC 3339 text, or None if it is none or lacks its offset."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo and len(text) > 10 else None
