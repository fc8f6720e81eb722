"""Which edition a mirror is at, once it owes nothing."""

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from workflows.mirrors import announced
from workflows.mirrors.lease import Lease
from workflows.mirrors.models import DueFile, State
from workflows.mirrors.replace import succeed
from workflows.press import tree
from workflows.press.editions import pressed_number


def arrive(lease: Lease) -> bool:
    """If nothing is owed, note the mirror's edition, and that a new mirror is live now.

    Returns whether the mirror owes nothing. It is at no edition that waits for the press.
    """
    # In this order, the road's: what commits after a look belongs to a later number.
    number = pressed_number(parked_takedowns=True)
    if DueFile.objects.filter(mirror_id=lease.mirror.pk).exists():
        return False
    lease.write(edition=Greatest(F("edition"), Value(number)))
    _go_live(lease)
    return True


@transaction.atomic
def _go_live(lease: Lease) -> None:
    """Have readers told of a mirror that was syncing, and of the one it replaces no more."""
    replaces = lease.mirror.replaces_id is not None
    if replaces:
        tree.lock()  # before any row of a mirror, as everybody takes it
    if lease.row().filter(state=State.SYNCING).update(state=State.LIVE):
        announced.changed()
        if replaces:
            succeed(lease.mirror)
