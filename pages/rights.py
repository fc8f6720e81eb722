"""Picture rights: what keeps a picture from going out, and what to watch. No clock, no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SOON = timedelta(days=30)


class Lack(StrEnum):
    """What is wrong with a picture's rights."""

    ALT = "alt"
    CREDIT = "credit"
    EXPIRED = "expired"
    EXPIRES_FIRST = "expires_first"
    EXPIRES_SOON = "expires_soon"


@dataclass(frozen=True)
class Rights:
    """What the newsroom knows of a picture; `expires_at` is None if it never does."""

    alt: str
    credit: str
    expires_at: datetime | None


@dataclass(frozen=True)
class Finding:
    """What is wrong, in which field of the picture, and whether the story must wait for it."""

    lack: Lack
    field: str
    blocks: bool


def is_expired(expires_at: datetime | None, at: datetime) -> bool:
    """Say whether a license has run out; at its very end it has."""
    return expires_at is not None and expires_at <= at


def findings(
    rights: Rights, *, now: datetime, goes_live: datetime
) -> Iterator[Finding]:
    """Yield what is wrong with showing a picture from `goes_live` on.

    Args:
        rights: what is known of it.
        now: the time of asking.
        goes_live: when the story goes out, not before `now`.
    """
    for field, value in (("alt", rights.alt), ("credit", rights.credit)):
        if not value.strip():
            yield Finding(Lack(field), field, blocks=True)
    if is_expired(rights.expires_at, now):
        yield Finding(Lack.EXPIRED, "license_expires_at", blocks=True)
    elif is_expired(rights.expires_at, goes_live):
        yield Finding(Lack.EXPIRES_FIRST, "license_expires_at", blocks=True)
    elif is_expired(rights.expires_at, goes_live + SOON):
        yield Finding(Lack.EXPIRES_SOON, "license_expires_at", blocks=False)
