"""What time it is: the database's, so that one machine's wrong clock decides nothing."""

from datetime import datetime

import structlog
from django.db import connection
from django.utils import timezone

log = structlog.get_logger("masthead")

WRONG = 60.0  # seconds; below, no reader would notice and no signature be refused


def now() -> datetime:
    """Return the time that all machines of the newsroom share (UTC)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def surely_past() -> datetime:
    """Return a moment that has passed by the shared clock and by this machine's (UTC).

    Wagtail publishes by the machine's: what it would schedule once more is left to
    another worker. A machine whose clock is wrong says so each time.
    """
    shared, own = now(), timezone.now()
    ahead = (own - shared).total_seconds()
    if abs(ahead) > WRONG:
        log.error("clock_wrong", ahead_seconds=round(ahead))
    return min(shared, own)
