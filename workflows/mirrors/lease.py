"""One worker per mirror: a lease by the database's clock."""

import os
import socket
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

from django.db.models.functions import Now

from workflows.mirrors.errors import LeaseLost
from workflows.mirrors.models import Mirror
from workflows.mirrors.models.mirror import MirrorQuerySet

LENGTH = timedelta(seconds=15)  # a killed worker's mirror waits this long


@dataclass(frozen=True)
class Lease:
    """`owner` carries `mirror` (its row as it was when the lease was taken)."""

    mirror: Mirror
    owner: str

    def renew(self) -> None:
        """Hold it for another `LENGTH`.

        Raises:
            LeaseLost: another worker has it, or the mirror is no longer carried.
        """
        if not self.row().carrying().update(lease_until=Now() + LENGTH):
            raise LeaseLost

    def write(self, **fields: object) -> int:
        """Update the mirror's row if the lease is still ours; return 1, else 0."""
        return self.row().update(**fields)

    def release(self) -> None:
        """Let the next worker in; does nothing if it is in already."""
        self.write(lease_owner="", lease_until=None)

    def row(self) -> MirrorQuerySet:
        """The mirror's row, as long as the lease is ours."""
        return Mirror.objects.filter(pk=self.mirror.pk, lease_owner=self.owner)


def take(mirror_id: int) -> Lease | None:
    """Take a mirror's lease, or return None: taken, paused, or its breaker is open."""
    owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{token_hex(6)}"
    mirrors = Mirror.objects.filter(pk=mirror_id)
    taken = (
        mirrors.carrying().free().update(lease_owner=owner, lease_until=Now() + LENGTH)
    )
    return Lease(mirrors.get(), owner) if taken else None
