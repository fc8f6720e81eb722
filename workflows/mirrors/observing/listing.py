"""List what lies on a mirror, however long that takes, and hold up nothing meanwhile."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

import structlog
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from workflows.mirrors import lease
from workflows.mirrors.drivers import Fence
from workflows.mirrors.errors import LeaseLost, MirrorFailed
from workflows.mirrors.models import DueFile, Mirror
from workflows.mirrors.nudge import nudge
from workflows.mirrors.observing import turn
from workflows.mirrors.observing.confirm import confirm

log = structlog.get_logger("masthead.mirrors")

GLANCE = 1.0  # seconds between looks at what else is to be done at the mirror
CONFIRM = 5.0  # seconds of looks at what was carried meanwhile
LONGEST = 1800.0  # seconds; some 20,000 folders over SFTP on a slow line
# Each takes the place of one look for as long: the others are for takedowns elsewhere.
LISTING = BoundedSemaphore(settings.LOOKS_AT_ONCE // 2)


class Overtaken(MirrorFailed):
    says = _("Something urgent was owed meanwhile, and goes first.")


class Endless(MirrorFailed):
    says = _("Its files could not be listed within half an hour.")


@contextmanager
def room(mirror: Mirror) -> Iterator[bool]:
    """Say whether a mirror may be listed now, and keep room for it meanwhile.

    Not if so many others are listed; one that cannot be listed needs no room.
    """
    free = not mirror.lists or LISTING.acquire(blocking=False)
    try:
        yield free
    finally:
        if free and mirror.lists:
            LISTING.release()


def listed(mirror: Mirror) -> Iterator[str]:
    """Yield the path of every file that lies on a mirror, compressed forms included.

    Ends early where the storage fails, or somebody else must write to it; yields nothing
    where it cannot name its files, and while a worker carries the mirror. The next look
    at everything lists it again.
    """
    held = lease.take(mirror.pk) if mirror.lists else None
    if held is None:
        return
    try:
        with held.mirror.driver() as driver:
            if held.mirror.fence != Fence.LOCK:
                held.release()  # we only read from now on; deliveries go on beside us
            yield from _patiently(driver.paths(), held)
    except (MirrorFailed, LeaseLost) as error:
        log.warning("not_listed", mirror=mirror.name, error=str(error))
    finally:
        held.release()
    nudge([mirror.pk])  # whoever came while the lease was ours found a closed door


def _patiently(paths: Iterator[str], held: lease.Lease) -> Iterator[str]:
    began = glanced = time.monotonic()
    for path in paths:
        yield path
        if time.monotonic() >= glanced + GLANCE:
            _glance(held)
            glanced = time.monotonic()
            if glanced >= began + LONGEST:
                raise Endless


def _glance(held: lease.Lease) -> None:
    """Keep our turn; look at what was carried, or make way for what is to be carried."""
    turn.keep(held.mirror)
    if held.mirror.fence == Fence.LOCK:
        held.renew()
        urgent = DueFile.objects.filter(mirror=held.mirror, urgent=True)
        if urgent.ready().exists():
            raise Overtaken
    else:
        for mirror in Mirror.objects.filter(pk=held.mirror.pk).visible():
            confirm(mirror, seconds=CONFIRM)
