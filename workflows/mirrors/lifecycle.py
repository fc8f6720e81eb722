"""What an operator does with a mirror: add, sync, pause, resume, drain, retire."""

from collections.abc import Collection

from django.db import transaction

from workflows.mirrors import announced
from workflows.mirrors.drivers import open_driver
from workflows.mirrors.models import Mirror, State
from workflows.mirrors.models.mirror import ANNOUNCED
from workflows.mirrors.nudge import nudge_after_commit
from workflows.mirrors.owe import owe_tree
from workflows.press import tree


class VerbRefused(ValueError):
    """This mirror cannot do that now."""


class WrongState(VerbRefused):
    """A mirror in this state cannot do that."""

    def __init__(self, mirror: Mirror, allowed: Collection[State]) -> None:
        states = " or ".join(state.label.lower() for state in allowed)
        super().__init__(
            f"{mirror} is {mirror.get_state_display().lower()}; only a mirror that is"
            f" {states} can do that."
        )


class PrimaryStays(VerbRefused):
    """The primary address cannot be taken out. Make another mirror primary first."""


class StorageTaken(VerbRefused):
    """Another mirror is written there. Give this one a storage of its own."""


def add(
    name: str, *, public_url: str, storage_url: str, primary: bool = False
) -> Mirror:
    """Add a mirror. It is new and owes nothing until `sync`.

    Raises:
        django.core.exceptions.ValidationError: a field is wrong, and which.
    """
    mirror = Mirror(
        name=name, public_url=public_url, storage_url=storage_url, primary=primary
    )
    mirror.full_clean()
    mirror.save()
    return mirror


def sync(mirror: Mirror) -> None:
    """Prepare the mirror's storage and have it owe the whole tree; then it goes live.

    Also the answer to a mirror that was emptied, and the way back from retirement.

    Raises:
        workflows.mirrors.errors.MirrorFailed: its storage cannot be prepared; the
            mirror stays as it was.
        StorageTaken: a retired mirror's folder belongs to another mirror by now.
    """
    others = Mirror.objects.exclude(pk=mirror.pk).exclude(state=State.RETIRED)
    if others.filter(storage_url=mirror.storage_url).exists():
        raise StorageTaken(StorageTaken.__doc__)
    open_driver(mirror.storage_url).prepare()
    with transaction.atomic():
        tree.lock()
        _move(mirror, State.SYNCING, allowed=list(State))
        Mirror.objects.filter(pk=mirror.pk).update(
            edition=0, failures=0, breaker_until=None, last_error=""
        )
        owe_tree(mirror)
        nudge_after_commit()


def pause(mirror: Mirror) -> None:
    """Carry nothing for now. The mirror goes on owing, takedowns first."""
    _move(mirror, State.PAUSED, allowed=[State.SYNCING, State.LIVE, State.DRAINING])


def resume(mirror: Mirror) -> None:
    """Carry what was owed meanwhile; the mirror is live again when it owes nothing."""
    _move(mirror, State.SYNCING, allowed=[State.PAUSED])
    nudge_after_commit()


def drain(mirror: Mirror) -> None:
    """Tell readers of it no longer, but keep it correct until it is retired."""
    _refuse_primary(mirror)
    _move(mirror, State.DRAINING, allowed=[State.SYNCING, State.LIVE])


def retire(mirror: Mirror) -> None:
    """Carry nothing to it ever again, and forget what it owes."""
    _refuse_primary(mirror)
    with transaction.atomic():
        tree.lock()
        _move(mirror, State.RETIRED, allowed=[s for s in State if s != State.RETIRED])
        mirror.due.all().delete()


def _refuse_primary(mirror: Mirror) -> None:
    if Mirror.objects.filter(pk=mirror.pk, primary=True).exists():
        raise PrimaryStays(PrimaryStays.__doc__)


@transaction.atomic
def _move(mirror: Mirror, state: State, *, allowed: Collection[State]) -> None:
    """Change the state if it is one of `allowed` in the database, not only in memory."""
    before = Mirror.objects.select_for_update().get(pk=mirror.pk)
    if before.state not in allowed:
        raise WrongState(before, allowed)
    Mirror.objects.filter(pk=mirror.pk).update(state=state)
    mirror.refresh_from_db()
    if (before.state in ANNOUNCED) != (state in ANNOUNCED):
        announced.changed()
