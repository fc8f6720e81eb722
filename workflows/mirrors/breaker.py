"""A mirror that fails is left alone for a while, longer each time."""

from django.db.models import F
from django.db.models.functions import Coalesce, Now

from workflows.backoff import jitter
from workflows.mirrors import backoff
from workflows.mirrors.errors import MirrorFailed
from workflows.mirrors.lease import Lease


def open_breaker(lease: Lease, error: MirrorFailed) -> None:
    """Leave the mirror alone; the next delivery after that is the probe."""
    wait = backoff.breaker_wait(lease.mirror.failures + 1, jitter=jitter())
    lease.write(
        failures=F("failures") + 1,
        breaker_until=Now() + wait,
        failing_since=Coalesce(F("failing_since"), Now()),
        last_error=str(error),
    )


def close_breaker(lease: Lease) -> None:
    """Note that the mirror took something: it works."""
    if lease.mirror.failures:
        lease.write(failures=0, breaker_until=None, failing_since=None, last_error="")
        lease.mirror.failures = 0
