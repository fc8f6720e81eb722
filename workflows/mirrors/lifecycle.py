"""What an operator does with a mirror: add, sync, pause, resume, drain, retire."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself
from workflows.mirrors import announced
from workflows.mirrors.errors import FileFailed, MirrorFailed
from workflows.mirrors.models import Mirror, State
from workflows.mirrors.models.mirror import ANNOUNCED, OWING
from workflows.mirrors.nudge import nudge_after_commit
from workflows.mirrors.owe import owe_tree
from workflows.press import editions, tree

# Who may do what: the verb itself holds to it, and the admin offers nothing else.
ALLOWED: Mapping[str, frozenset[State]] = {
    "sync": frozenset(State),
    "pause": frozenset({State.SYNCING, State.LIVE, State.DRAINING}),
    "resume": frozenset({State.PAUSED}),
    "drain": frozenset({State.SYNCING, State.LIVE}),
    "retire": frozenset(State) - {State.RETIRED},
}
PROBED = ["fence", "lists", "probed_at"]
OPENED = [
    "sealed_credentials",
    "credentials_set",
    "lease_owner",
    "lease_until",
    "failures",
    "breaker_until",
    "failing_since",
    "last_error",
]
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


class SyncFirst(VerbRefused):
    says = _(
        "This mirror is newer than our database, which was restored from a backup. Sync it."
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
    probe(mirror)
    with transaction.atomic():
        tree.lock()
        new = Mirror.objects.filter(pk=mirror.pk, state=State.NEW)
        new.update(copied_from=editions.newest_number())
        _move(mirror, "sync", State.SYNCING)
        Mirror.objects.filter(pk=mirror.pk).update(
            edition=0,
            ahead=0,
            lease_owner="",  # who is just arriving would call it live as it was
            lease_until=None,
            failures=0,
            breaker_until=None,
            failing_since=None,
            last_error="",
        )
        owe_tree(mirror)
        _note_sync(mirror)
        nudge_after_commit()


def probe(mirror: Mirror) -> None:
    """Prepare the mirror's storage, and note what it was seen to do.

    Raises:
        workflows.mirrors.errors.MirrorFailed: it cannot be prepared.
    """
    try_storage(mirror)
    mirror.save(update_fields=PROBED)


def try_storage(mirror: Mirror) -> None:
    """As `probe`, of a mirror that is not saved: nor is it afterwards."""
    driver = mirror.driver()
    try:
        driver.prepare()
        found = driver.probe()
    except FileFailed as error:  # one that refuses every file does not work
        raise MirrorFailed(str(error)) from error
    mirror.fence, mirror.lists = found.fence, found.lists
    mirror.probed_at = timezone.now()


def reopen(mirror: Mirror, *, fields: Collection[str]) -> None:
    """Save `fields`, what opens its storage now and what that can do; end who carries it.

    The worker at it opened the storage as it was. The next one opens it anew, at once.
    """
    mirror.lease_owner, mirror.lease_until = "", None
    mirror.failures, mirror.last_error = 0, ""
    mirror.breaker_until = mirror.failing_since = None
    mirror.save(update_fields=[*fields, *PROBED, *OPENED])
    nudge_after_commit()


@transaction.atomic
def move(mirror: Mirror, *, fields: Collection[str]) -> None:
    """The same where the storage is another one: it owes the whole tree there.

    It is live again once it has it; paused or draining it stays so.
    """
    tree.lock()  # before the mirror's row, as the press does
    reopen(mirror, fields=fields)
    state = Mirror.objects.values_list("state", flat=True).get(pk=mirror.pk)
    if state == State.LIVE:
        _move(mirror, "sync", State.SYNCING)
    if state in OWING:
        Mirror.objects.filter(pk=mirror.pk).update(edition=0)
        owe_tree(mirror)
        _note_sync(mirror)


def pause(mirror: Mirror) -> None:
    """Carry nothing for now. The mirror goes on owing, takedowns first."""
    _move(mirror, "pause", State.PAUSED)


def resume(mirror: Mirror) -> None:
    """Carry what was owed meanwhile; the mirror is live again when it owes nothing."""
    _move(mirror, "resume", State.SYNCING)
    _note_sync(mirror)
    nudge_after_commit()


def drain(mirror: Mirror) -> None:
    """Tell readers of it no longer, but keep it correct until it is retired."""
    _move(mirror, "drain", State.DRAINING)


def retire(mirror: Mirror) -> None:
    """Carry nothing to it ever again, and forget what it owes and was to be seen."""
    with transaction.atomic():
        tree.lock()
        _move(mirror, "retire", State.RETIRED)
        mirror.due.all().delete()
        mirror.looks.all().delete()


def _note_sync(mirror: Mirror) -> None:
    """Note when it begins to catch up, and with how much: what is left is estimated by it."""
    Mirror.objects.filter(pk=mirror.pk).update(
        sync_began_at=timezone.now(), sync_files=mirror.due.count()
    )


@transaction.atomic
def _move(mirror: Mirror, verb: str, state: State) -> None:
    """Change the state if `verb` may: as the mirror is in the database, not only in memory."""
    before = Mirror.objects.select_for_update(no_key=True).get(pk=mirror.pk)
    _check(before, verb)
    Mirror.objects.filter(pk=mirror.pk).update(state=state)
    mirror.refresh_from_db()
    if (before.state in ANNOUNCED) != (state in ANNOUNCED):
        announced.changed()


def _check(mirror: Mirror, verb: str) -> None:
    if mirror.ahead and verb == "resume":
        raise SyncFirst
    if mirror.primary and verb in NEVER_PRIMARY:
        raise PrimaryStays
    if mirror.state not in ALLOWED[verb]:
        raise WrongState(mirror, ALLOWED[verb])
