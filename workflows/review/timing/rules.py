"""The rules of embargoes as pure functions: no database, no request, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ASKING_HOLDS = timedelta(hours=1)


@dataclass(frozen=True)
class Said:
    """A text that was submitted or approved at `at`, with the embargo that it carries."""

    at: datetime
    until: datetime | None


@dataclass(frozen=True)
class Asked:
    """Somebody asked at `at` to lift the embargo that ends at `until`."""

    user_id: int
    at: datetime
    until: datetime


def binding(
    said: Iterable[Said], *, since: datetime | None, now: datetime
) -> datetime | None:
    """Return the end of the embargo that binds, or None.

    It is the last one still ahead that anybody submitted or approved `since` an embargo
    of the story was last lifted.
    """
    hours = (
        each.until
        for each in said
        if each.until and each.until > now and (since is None or each.at > since)
    )
    return max(hours, default=None)


def sheds(until: datetime | None, bound: datetime | None) -> bool:
    """Say whether a text under embargo `until` would be out before `bound`."""
    return bound is not None and (until is None or until < bound)


def stands(asked: Asked, *, bound: datetime | None, now: datetime) -> bool:
    """Say whether somebody else may still agree to what was asked."""
    return asked.until == bound and asked.at <= now < asked.at + ASKING_HOLDS


def may_agree(asked: Asked, user_id: int) -> bool:
    """Two people lift an embargo: who asked is not the second one."""
    return asked.user_id != user_id
