"""What an operator does with a mirror: add, sync, pause, resume, drain, retire."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself
from workflows.mirrors import announced
from workflows.mirrors.drivers import open_driver
from workflows.mirrors.models import Mirror, State
from workflows.mirrors.models.mirror import ANNOUNCED
from workflows.mirrors.nudge import nudge_after_commit
from workflows.mirrors.owe import owe_tree
from workflows.press import tree

# Who may do what: the verb itself holds to it, and the admin offers nothing else.
ALLOWED: Mapping[str, frozenset[State]] = {
    "sync": frozenset(State),
    "pause": frozenset({State.SYNCING, State.LIVE, State.DRAINING}),
    "resume": frozenset({State.PAUSED}),
    "drain": frozenset({State.SYNCING, State.LIVE}),
    "retire": frozenset(State) - {State.RETIRED},
}
NEVER_PRIMARY = frozenset({"drain", "retire"})


class VerbRefused(SaysItself, ValueError):
    says = _("This mirror cannot do that now.")


class WrongState(VerbRefused):
    says = _("A mirror in this state cannot do that.")

    def __init__(self, mirror: Mirror, allowed: Collection[State]) -> None:
        names = [str(state.label) for state in State if state in allowed]
        said = _(
            "%(mirror)s: %(state)s. Only a mirror in one of these can do that: %(states)s."
        )
        super().__init__(
            said
            % {
                "mirror": mirror,
                "state": mirror.get_state_display(),
                "states": ", ".join(names),
            }
        )


class PrimaryStays(VerbRefused):
    says = _(
        "The primary address cannot be taken out. Make another mirror primary first."
    )


class StorageTaken(VerbRefused):
    says = _("Another mirror is written there. Give this one a storage of its own.")


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


def may(mirror: Mirror, verb: str) -> bool:
    """Say whether `verb` (a key of `ALLOWED`) can be done to the mirror as it is."""
    try:
        _check(mirror, verb)
    except VerbRefused:
        return False
    return True


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
        raise StorageTaken
    open_driver(mirror.storage_url).prepare()
    with transaction.atomic():
        tree.lock()
        _move(mirror, "sync", State.SYNCING)
        Mirror.objects.filter(pk=mirror.pk).update(
            edition=0, failures=0, breaker_until=None, last_error=""
        )
        owe_tree(mirror)
        nudge_after_commit()


def pause(mirror: Mirror) -> None:
    """Carry nothing for now. The mirror goes on owing, takedowns first."""
    _move(mirror, "pause", State.PAUSED)


def resume(mirror: Mirror) -> None:
    """Carry what was owed meanwhile; the mirror is live again when it owes nothing."""
    _move(mirror, "resume", State.SYNCING)
    nudge_after_commit()


def drain(mirror: Mirror) -> None:
    """Tell readers of it no longer, but keep it correct until it is retired."""
    _move(mirror, "drain", State.DRAINING)


def retire(mirror: Mirror) -> None:
    """Carry nothing to it ever again, and forget what it owes."""
    with transaction.atomic():
        tree.lock()
        _move(mirror, "retire", State.RETIRED)
        mirror.due.all().delete()


@transaction.atomic
def _move(mirror: Mirror, verb: str, state: State) -> None:
    """Change the state if `verb` may: as the mirror is in the database, not only in memory."""
    before = Mirror.objects.select_for_update().get(pk=mirror.pk)
    _check(before, verb)
    Mirror.objects.filter(pk=mirror.pk).update(state=state)
    mirror.refresh_from_db()
    if (before.state in ANNOUNCED) != (state in ANNOUNCED):
        announced.changed()


def _check(mirror: Mirror, verb: str) -> None:
    if mirror.primary and verb in NEVER_PRIMARY:
        raise PrimaryStays
    if mirror.state not in ALLOWED[verb]:
        raise WrongState(mirror, ALLOWED[verb])
