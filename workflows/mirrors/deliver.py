"""Deliver: take a mirror's lease and carry one claim after another until nothing is ready."""

import time
from collections import deque
from collections.abc import Callable

from workflows.mirrors.arrive import arrive
from workflows.mirrors.batch import Batch
from workflows.mirrors.breaker import open_breaker
from workflows.mirrors.claim import claim
from workflows.mirrors.errors import LeaseLost, MirrorFailed
from workflows.mirrors.lease import Lease, take
from workflows.mirrors.models import Delivery, DueFile
from workflows.mirrors.restored import refuse_newer
from workflows.mirrors.run import Run
from workflows.press import editions

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
        owed = DueFile.objects.filter(mirror_id=mirror_id)
        ready = owed.reachable().ready().exists()
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
        with lease.mirror.driver() as driver:
            refuse_newer(lease, driver)
            floor = editions.floor()
            while time.monotonic() < until and (files := claim(lease)):
                batch = Batch(lease, driver, run, deque(files), floor)
                batch.carry(until, after_each)
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
