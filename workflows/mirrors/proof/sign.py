"""Sign: new manifests, the bins that list them, the snapshot, and last of all the head.

The tables say what is to be signed, so it can be done twice, late, or after a crash.
Versions are seconds of the database's clock: one restored from a backup does not sign
under numbers that readers have seen already.
"""

import time
from datetime import datetime, timedelta

from django.db import transaction
from securesystemslib.signer import CryptoSigner

from pages import clock
from workflows.mirrors.models import Role, Target
from workflows.mirrors.proof import keys, layout, making, outdated, owed
from workflows.mirrors.proof.signing import Head, Signing
from workflows.press import tree
from workflows.press.editions import newest_number
from workflows.press.tree import TreeChange

REST = 1.0  # seconds from one head to the next
PATIENCE = timedelta(seconds=10)  # a head is not put off for longer by a flood


def sign(*, seconds: float = 20.0, rest: float = REST) -> Head | None:
    """Sign what has changed, and the head once an hour in any case.

    Args:
        seconds: after this time no further manifests are begun; what is left is next.
        rest: how long after the last head nothing is done.

    Returns:
        What was signed; None if there was nothing to do, or no key is here.

    Raises:
        KeyExposed, KeyUnreadable, KeyUnknown: the key cannot be used.
    """
    signer = keys.online()
    until = time.monotonic() + seconds
    while signer and is_due(signer, rest=rest):
        if (head := _round(signer)) or time.monotonic() >= until:
            return head
    return None


@transaction.atomic
def sign_anew() -> None:
    """Have everything made and signed once more, under higher versions.

    For a database restored from a backup: readers who have seen later versions refuse
    older ones, of any bin.
    """
    tree.lock()
    online = Role.objects.exclude(name__in=[layout.ROOT, layout.TOP])
    online.update(keyid="")
    owed.owe_everything()


def is_due(signer: CryptoSigner, *, rest: float = 0.0) -> bool:
    """Say whether there is anything to sign, to remove or to forget."""
    names = (layout.ROOT, layout.TOP, layout.SNAPSHOT, layout.TIMESTAMP)
    roles = Role.objects.in_bulk(names)
    if layout.ROOT not in roles:
        return False
    now = clock.now()
    head = roles.get(layout.TIMESTAMP)
    if head and timedelta(0) <= now - head.signed_at < timedelta(seconds=rest):
        return False
    return (
        _head_is_due(roles, signer, now)
        or Target.objects.due().exists()
        or outdated.are_waiting(now)
    )


def _head_is_due(roles: dict[str, Role], signer: CryptoSigner, now: datetime) -> bool:
    head, snapshot = roles.get(layout.TIMESTAMP), roles.get(layout.SNAPSHOT)
    return (
        head is None
        or snapshot is None
        or not timedelta(0) <= now - head.signed_at < layout.TIMESTAMP_EVERY
        or head.keyid != signer.public_key.keyid
        or snapshot.signed_at < roles[layout.TOP].signed_at
        or Target.objects.unsigned().exists()
    )


@transaction.atomic
def _round(signer: CryptoSigner) -> Head | None:
    """Make manifests, and sign if none is left to make. One at a time, and short."""
    tree.lock()
    now = clock.now()
    change = TreeChange(newest_number())
    outdated.clear(change, now)
    making.make(change, now)
    roles = Role.objects.in_bulk()
    head = None
    if _head_is_due(roles, signer, now) and not _waits(
        roles.get(layout.TIMESTAMP), now
    ):
        head = Signing(change, signer, roles, now).head()
    change.announce()
    return head


def _waits(head: Role | None, now: datetime) -> bool:
    """Say whether more manifests are to be made first; the first head waits for all."""
    if head and head.signed_at < now - PATIENCE:
        return False
    return Target.objects.due().exists()
