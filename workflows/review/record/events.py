"""What happened to a story, as plain data: the order in which a reader of the record meets it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Rank(IntEnum):
    """Of what happened in one moment: a submission is decided, then it goes out."""

    STEP = 0
    APPROVAL = 1
    EDITION = 2
    NOTE = 3
    RELEASE = 4


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of the record.

    what: in words, e.g. "Approved (Desk)".
    who: login name; of a note, the signature that readers see; empty for a machine.
    comment: what they said, as they typed it.
    hour: the hour it is about, e.g. until when an embargo holds.
    content_hash: SHA-256 of the reviewed text it is about.
    digest: SHA-256 of the public document as it ran.
    """

    at: datetime
    rank: Rank
    what: str
    who: str = ""
    comment: str = ""
    hour: datetime | None = None
    headline: str = ""
    content_hash: str = ""
    edition: int | None = None
    digest: str = ""


def in_order(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (event.at, event.rank))


def compared(events: Iterable[Event]) -> list[tuple[str, str]]:
    """Return pairs of content hashes: what was submitted, and what was approved instead."""
    pairs, submitted = [], ""
    for event in events:
        if event.rank == Rank.APPROVAL and submitted not in ("", event.content_hash):
            pairs.append((submitted, event.content_hash))
        elif event.rank == Rank.STEP and event.content_hash:
            submitted = event.content_hash
    return list(dict.fromkeys(pairs))
