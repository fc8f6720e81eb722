"""Which edition a mirror is at, once it owes nothing."""

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest

from workflows.mirrors import announced
from workflows.mirrors.lease import Lease
from workflows.mirrors.models import DueFile, State
from workflows.press.editions import newest_number
from workflows.press.models import DuePage


def arrive(lease: Lease) -> bool:
    """If nothing is owed, note the mirror's edition, and that a new mirror is live now.

    Returns whether the mirror owes nothing. A page that waits for the press keeps the
    number where it is; a parked one only if it may show what was taken down.
    """
    # In this order, the road's: what commits after a look belongs to a later number.
    number = newest_number()
    pressed = not DuePage.objects.filter(Q(last_error="") | Q(urgent=True)).exists()
    if DueFile.objects.filter(mirror_id=lease.mirror.pk).exists():
        return False
    if pressed:
        lease.write(edition=Greatest(F("edition"), Value(number)))
    if lease.row().filter(state=State.SYNCING).update(state=State.LIVE):
        announced.changed()
    return True
