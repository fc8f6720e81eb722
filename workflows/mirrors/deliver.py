"""Deliver: take a mirror's lease and carry one file after another until nothing is ready."""

import time
from collections.abc import Callable

from workflows.mirrors.arrive import arrive
from workflows.mirrors.breaker import close_breaker, open_breaker
from workflows.mirrors.carry import carry
from workflows.mirrors.claim import claim, give_back, put_off, settle
from workflows.mirrors.drivers import Driver, open_driver
from workflows.mirrors.errors import FileFailed, LeaseLost, MirrorFailed
from workflows.mirrors.lease import Lease, take
from workflows.mirrors.models import Delivery, DueFile
from workflows.mirrors.run import Run

SECONDS = 25.0  # one task's share; below the worker's time limit
PRESS = 0.05  # seconds; a press that is changing the very files that are ready is short


def deliver(
    mirror_id: int,
    *,
    seconds: float = SECONDS,
    after_each: Callable[[], object] | None = None,
) -> Delivery | None:
    """Carry what a mirror owes, the most urgent and newest first.

    Args:
        mirror_id: key of the mirror.
        seconds: after this time no further file is begun.
        after_each: called after each file that was carried.

    Returns:
        The last delivery's record, or None if there was nothing to do: nothing ready,
        another worker at it, the mirror paused, or its breaker open.
    """
    until = time.monotonic() + seconds
    last = None
    while lease := take(mirror_id):
        done = _deliver(lease, until, after_each)
        last = done or last
        # Once more: a nudge that came while the lease was ours found a closed door.
        ready = DueFile.objects.filter(mirror_id=mirror_id).ready().exists()
        if not ready or time.monotonic() >= until:
            break
        if done is None:
            time.sleep(PRESS)
    return last


def _deliver(
    lease: Lease, until: float, after_each: Callable[[], object] | None
) -> Delivery | None:
    run = Run(lease.mirror)
    try:
        with open_driver(lease.mirror.storage_url) as driver:
            while time.monotonic() < until and (due := claim(lease)):
                if _carry(lease, driver, due, run) and after_each:
                    after_each()
        if not arrive(lease):
            run.unfinished()
    except MirrorFailed as error:
        open_breaker(lease, error)
        run.stopped(error)
    except LeaseLost:
        run.unfinished()
    finally:
        lease.release()
    return run.record()


def _carry(lease: Lease, driver: Driver, due: DueFile, run: Run) -> bool:
    try:
        size = carry(driver, due.path)
    except FileFailed as error:
        put_off(due, error)
        run.failed(due, error)
        return False
    except MirrorFailed:
        give_back(due)
        raise
    run.carried(size)
    close_breaker(lease)
    return settle(lease, due)
