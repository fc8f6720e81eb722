"""The hour before which nothing of a story leaves, and the hour at which it goes out."""

from datetime import datetime


def hour_with(
    go_live_at: datetime | None, embargo_until: datetime | None, now: datetime
) -> datetime | None:
    """Return when a draft goes out, once it is approved: None is at once.

    A story under embargo that names no hour, or one that has passed, goes out when its
    embargo ends.
    """
    if embargo_until is None or embargo_until <= now:
        return go_live_at
    if go_live_at is None or go_live_at <= now:
        return embargo_until
    return go_live_at


def is_too_early(
    go_live_at: datetime | None, embargo_until: datetime | None, now: datetime
) -> bool:
    """Say whether the hour that was chosen lies before the end of the embargo."""
    hour = hour_with(go_live_at, embargo_until, now)
    return bool(hour and embargo_until and now < hour < embargo_until)


def holds(*hours: datetime | None, now: datetime) -> datetime | None:
    """Return the last of these hours that is still ahead, or None: nothing holds."""
    return max((hour for hour in hours if hour and hour > now), default=None)
