"""When a mirror is in trouble, and when that is told again: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Trouble(StrEnum):
    """What is wrong with a mirror."""

    SILENT = "silent"
    TAKEDOWN = "takedown"
    WRONG = "wrong"
    FAILING = "failing"
    BEHIND = "behind"
    AHEAD = "ahead"


# What lasts no longer than this mends itself.
PATIENCE: Mapping[Trouble, timedelta] = {
    Trouble.SILENT: timedelta(minutes=5),
    Trouble.TAKEDOWN: timedelta(minutes=1),
    Trouble.WRONG: timedelta(0),  # it was carried again, and looked at again
    Trouble.FAILING: timedelta(minutes=5),
    Trouble.BEHIND: timedelta(minutes=10),
    Trouble.AHEAD: timedelta(0),  # nobody mends it but an operator
}
# What comes back sooner than this was never over.
CALM = timedelta(minutes=2)
AGAIN = (timedelta(hours=1), timedelta(hours=4))
DAILY = timedelta(days=1)


@dataclass(frozen=True)
class Facts:
    """One mirror, as the tables have it now.

    is_carried: whether anything is carried to it.
    is_live: whether readers are told of it.
    silent_since: since when its address does not answer.
    takedown_since: when the oldest takedown that it owes was ordered.
    failing_since: since when its storage does not work.
    behind_since: when the oldest edition that it lacks was published.
    is_ahead: whether it showed editions that our database does not know.
    wrong: files that show something else although they were carried again, twice.
    """

    is_carried: bool
    is_live: bool
    is_ahead: bool = False
    silent_since: datetime | None = None
    takedown_since: datetime | None = None
    failing_since: datetime | None = None
    behind_since: datetime | None = None
    wrong: int = 0


def troubles(facts: Facts, *, now: datetime) -> dict[Trouble, datetime]:
    """Return what is wrong with a mirror, and since when. A takedown is always asked for.

    Args:
        facts: of the mirror.
        now: aware.
    """
    since: dict[Trouble, datetime | None] = {Trouble.TAKEDOWN: facts.takedown_since}
    since[Trouble.AHEAD] = now if facts.is_ahead else None
    if facts.is_carried:
        since[Trouble.SILENT] = facts.silent_since
        since[Trouble.FAILING] = facts.failing_since
        since[Trouble.WRONG] = now if facts.wrong else None
    if facts.is_live:
        since[Trouble.BEHIND] = facts.behind_since
    return {kind: at for kind, at in since.items() if at and now - at >= PATIENCE[kind]}


def is_told_again(times: int, told_at: datetime, *, now: datetime) -> bool:
    """Say whether a trouble that lasts is told once more: after 1 h, 4 h, then daily.

    Args:
        times: how often it was told, at least once.
        told_at: when it was told last, aware.
        now: aware.
    """
    wait = AGAIN[times - 1] if times <= len(AGAIN) else DAILY
    return now - told_at >= wait


def is_over(noticed_at: datetime, *, now: datetime) -> bool:
    """Say whether a trouble that is not there now is over; `noticed_at`: it was there last."""
    return now - noticed_at >= CALM
