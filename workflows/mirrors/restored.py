"""A mirror that is newer than our database: the database was restored from a backup.

Each edition that was ever public has a row. A head that is signed by our own key and
speaks of an edition which our table does not have, or which was cut at another moment,
was published after the backup was made.
"""

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from workflows.mirrors.drivers import Driver
from workflows.mirrors.errors import FileFailed, MirrorFailed
from workflows.mirrors.lease import Lease
from workflows.mirrors.models import State
from workflows.mirrors.proof import heads, layout
from workflows.mirrors.proof.sign import sign_anew
from workflows.press import editions, tree

log = structlog.get_logger("masthead.mirrors")

BACKUP = "backup"  # what the edition is about that says so


class NewerThanUs(MirrorFailed):
    says = _(
        "This mirror shows editions that our database does not know: it was restored from"
        " a backup. Nothing is carried to it until you sync it. What was published after"
        " the backup is then gone; import it again."
    )


def refuse_newer(lease: Lease, driver: Driver) -> None:
    """Stop publishing to a mirror that is newer than our database; say so loudly.

    Editions go on beyond what it shows, so that no number ever means two things. What
    an operator has synced since is carried all the same: they have decided.

    Raises:
        NewerThanUs: and the mirror is paused.
    """
    try:
        data = driver.read(layout.HEAD)
    except FileFailed:
        data = None  # no head of ours; it is owed, and its row says what is wrong
    head = heads.read(data) if data else None
    if head is None or heads.is_known(head):
        return
    _move_past(head.edition)
    if lease.mirror.state == State.SYNCING and lease.mirror.edition == 0:
        return
    lease.write(state=State.PAUSED, ahead=head.edition)
    log.error("newer_than_database", mirror=lease.mirror.name, edition=head.edition)
    raise NewerThanUs


@transaction.atomic
def _move_past(shown: int) -> None:
    """Cut an edition beyond what was shown, and sign everything anew.

    A mirror that refuses older editions takes the tree back only as a newer one: what is
    older is carried as of that edition (`editions.floor`).
    """
    if editions.move_past(shown, ref=BACKUP):
        tree.lock()
        sign_anew()
