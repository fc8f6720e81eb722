"""Replace the address of a mirror: readers are told of the new one in place of the old."""

from itertools import count

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from workflows.mirrors import announced, lifecycle
from workflows.mirrors.errors import MirrorFailed
from workflows.mirrors.lifecycle import VerbRefused
from workflows.mirrors.models import Mirror, State
from workflows.mirrors.models.mirror import ANNOUNCED, NOBODY_LOOKED
from workflows.mirrors.nudge import nudge_looks
from workflows.mirrors.owe import METADATA
from workflows.press import tree

LOOK_AGAIN = f"""
    INSERT INTO mirrors_duelook AS look
        (mirror_id, path, edition, urgent, carried_at, attempts, repairs, next_at, seen)
    SELECT %(mirror)s, file.path, file.edition, false, statement_timestamp(), 0, 0,
        statement_timestamp(), ''
    FROM press_publishedfile AS file
    WHERE file.path NOT LIKE '{METADATA}%%' AND NOT EXISTS (
        SELECT 1 FROM mirrors_duefile AS due
        WHERE due.mirror_id = %(mirror)s AND due.path = file.path
    )
    ORDER BY file.path
    ON CONFLICT (mirror_id, path) DO UPDATE SET
        attempts = 0, repairs = 0, seen = '', carried_at = excluded.carried_at,
        next_at = excluded.next_at
"""  # noqa: S608 — our own names, no value of a user
LONGEST = 60  # letters of a mirror's name


class IsRetired(VerbRefused):
    says = _("This mirror is retired: nobody is told of it. Add another one.")


class SameAddress(VerbRefused):
    says = _("This is its address already. Give another one.")


def replace_address(
    mirror: Mirror, *, public_url: str, storage_url: str = "", at_once: bool = False
) -> Mirror:
    """Have readers told of `public_url` instead of the mirror's address.

    In the same storage nothing is carried anew, but everything is looked at again. A new
    storage is a new mirror, which is synced; the old one is retired when that is live.

    Args:
        mirror: the one whose address is blocked.
        public_url: the new one.
        storage_url: where files are written from now on; empty: where they were.
        at_once: whether the old one is retired now, not only when the new one is live.

    Returns:
        The mirror that has the new address.

    Raises:
        VerbRefused: it is retired, or has this address already.
        django.core.exceptions.ValidationError: an address is none, and which.
        workflows.mirrors.errors.MirrorFailed: the new storage cannot be prepared;
            nothing was changed.
    """
    mirror.refresh_from_db()
    if storage_url in {"", mirror.storage_url}:
        return _in_place(mirror, public_url)
    _check(mirror)
    return _elsewhere(mirror, public_url, storage_url, at_once=at_once)


@transaction.atomic
def succeed(heir: Mirror) -> bool:
    """Retire the mirror that `heir` replaces, and have it be the primary one if that was.

    Call it under the tree's lock.

    Returns:
        Whether there was one to retire.
    """
    old = Mirror.objects.select_for_update(no_key=True).filter(heirs=heir.pk).first()
    # Once: the old one may come back to life, and the heir may be synced again.
    Mirror.objects.filter(pk=heir.pk).update(replaces=None)
    if old is None or old.state == State.RETIRED:
        return False
    if old.primary:
        Mirror.objects.filter(pk=old.pk).update(primary=False)
        Mirror.objects.filter(pk=heir.pk).update(primary=True)
    lifecycle.retire(old)
    return True


@transaction.atomic
def _in_place(mirror: Mirror, public_url: str) -> Mirror:
    # What is carried meanwhile is looked at by itself: the lock keeps the two apart.
    tree.lock()
    before = Mirror.objects.select_for_update(no_key=True).get(pk=mirror.pk)
    _check(before)
    if before.public_url.rstrip("/") == public_url.rstrip("/"):
        raise SameAddress
    before.public_url = public_url
    before.clean_fields(exclude={"storage_url"})
    Mirror.objects.filter(pk=mirror.pk).update(public_url=public_url, **NOBODY_LOOKED)
    if before.edition:
        with connection.cursor() as cursor:
            cursor.execute(LOOK_AGAIN, {"mirror": mirror.pk})
    mirror.refresh_from_db()
    if mirror.state in ANNOUNCED:
        announced.changed()
    transaction.on_commit(lambda: nudge_looks([mirror.pk]), robust=True)
    return mirror


def _elsewhere(
    mirror: Mirror, public_url: str, storage_url: str, *, at_once: bool
) -> Mirror:
    heir = lifecycle.add(
        _next_name(mirror.name), public_url=public_url, storage_url=storage_url
    )
    heir.replaces = mirror
    heir.sealed_credentials = mirror.sealed_credentials
    heir.credentials_set = mirror.credentials_set
    heir.save(update_fields=["replaces", "sealed_credentials", "credentials_set"])
    try:
        lifecycle.sync(heir)
    except MirrorFailed:
        heir.delete()
        raise
    if at_once:
        with transaction.atomic():
            tree.lock()
            succeed(heir)
    heir.refresh_from_db()
    return heir


def _check(mirror: Mirror) -> None:
    if mirror.state == State.RETIRED:
        raise IsRetired


def _next_name(name: str) -> str:
    """Return the first of name-2, name-3 … that no mirror has."""
    taken = set(Mirror.objects.values_list("name", flat=True))
    stem, _, number = name.rpartition("-")
    stem, first = (stem, int(number) + 1) if stem and number.isdigit() else (name, 2)
    names = (f"{stem[: LONGEST - 6]}-{number}" for number in count(first))
    return next(one for one in names if one not in taken)
