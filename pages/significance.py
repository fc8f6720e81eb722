"""How much an update matters, and what a correction owes its readers: rules on plain values."""

from collections.abc import Collection
from enum import StrEnum


class Significance(StrEnum):
    """Chosen with a draft of a live story; decides who is told when it goes out.

    Where nothing was chosen, it is an update.
    """

    MINOR = "minor"
    UPDATE = "update"
    CORRECTION = "correction"


FORCING = frozenset({"correction"})
CORRECTING = FORCING | {"clarification"}


def outcome(chosen: str, new_kinds: Collection[str]) -> Significance:
    """Return what an update is, of what was chosen and the kinds of notes that are new.

    A new correction makes it one, whatever was chosen; no note to readers is minor.
    """
    if not FORCING.isdisjoint(new_kinds):
        return Significance.CORRECTION
    if new_kinds and chosen == Significance.MINOR:
        return Significance.UPDATE
    return Significance(chosen or Significance.UPDATE)


def lacks_note(chosen: str, new_kinds: Collection[str]) -> bool:
    """Say whether this is called a correction, and readers are not told what was wrong."""
    return chosen == Significance.CORRECTION and CORRECTING.isdisjoint(new_kinds)
