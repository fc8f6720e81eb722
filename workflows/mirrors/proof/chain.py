"""Publish root and targets that were signed in a folder, if the chain of keys holds."""

from datetime import datetime
from pathlib import Path
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Targets
from tuf.api.serialization import DeserializationError

from pages.refusals import SaysItself
from workflows.mirrors.models import Role
from workflows.mirrors.proof import ceremony, layout, outdated, roots
from workflows.mirrors.proof.owed import owe_everything
from workflows.press import store, tree
from workflows.press.editions import newest_number
from workflows.press.models import PublishedFile
from workflows.press.tree import TreeChange


class ChainBroken(SaysItself, RuntimeError):
    says = _(
        "These files do not follow from the root that is published, so nothing was"
        " changed: each root is signed by two keys of the one before and two of its own."
    )


class NothingNew(SaysItself, RuntimeError):
    says = _("The folder holds no root that is newer than the published one.")


@transaction.atomic
def publish(folder: Path, *, upto: int | None = None) -> int:
    """Put the roots and the targets of a folder into the published tree.

    Args:
        folder: where they lie, as `1.root.json`, `1.targets.json` and so on.
        upto: the last root to take, with its targets; None takes all.

    Returns:
        The version of the newest root.

    Raises:
        ChainBroken: they are not signed as they must be. Nothing is changed.
        NothingNew: they are published already.
    """
    tree.lock()
    now = timezone.now()
    change = TreeChange(newest_number())
    try:
        root = _publish_roots(folder, change, now, upto=upto)
        _publish_targets(folder, root, change, now)
    except (RepositoryError, DeserializationError, ValueError) as error:
        raise ChainBroken from error
    change.announce()
    return root.version


def export(folder: Path) -> None:
    """Copy the published root and targets into a folder, for the next ceremony."""
    for name in (layout.ROOT, layout.TOP):
        role = Role.objects.get(pk=name)
        digest = PublishedFile.objects.get(path=role.path).digest
        (folder / Path(role.path).name).write_bytes(store.read(digest))


def _publish_roots(
    folder: Path, change: TreeChange, now: datetime, *, upto: int | None
) -> Root:
    standing = Role.objects.filter(pk=layout.ROOT).first()
    last = standing.version if standing else 0
    trusted = roots.standing()
    new = [one for one in ceremony.versions(folder, layout.ROOT) if one > last]
    if upto is not None:
        new = [one for one in new if one <= upto]
    if not new:
        raise NothingNew
    for number, version in enumerate(new, start=last + 1):
        data = (folder / f"{version}.root.json").read_bytes()
        metadata = Metadata[Root].from_bytes(data)
        root = metadata.signed
        checked = root.get_root_verification_result(
            trusted, metadata.signed_bytes, metadata.signatures
        )
        if not checked or root.version != number or version != number:
            raise ChainBroken
        change.put(layout.metadata_path(layout.ROOT, version), data, layout.JSON)
        trusted = root
    _note(layout.ROOT, cast("Root", trusted), now)
    if standing is None:
        owe_everything()
    return cast("Root", trusted)


def _publish_targets(
    folder: Path, root: Root, change: TreeChange, now: datetime
) -> None:
    """Publish the newest targets that belong to this root: those with its online keys."""
    for version in reversed(ceremony.versions(folder, layout.TOP)):
        data = (folder / f"{version}.targets.json").read_bytes()
        metadata = Metadata[Targets].from_bytes(data)
        if _online_keys(metadata.signed) == set(root.roles[layout.TIMESTAMP].keyids):
            break
    else:
        raise ChainBroken
    root.verify_delegate(layout.TOP, metadata.signed_bytes, metadata.signatures)
    before = Role.objects.filter(pk=layout.TOP).first()
    older = before is not None and before.version > version
    if older or metadata.signed.version != version:
        raise ChainBroken
    change.put(layout.metadata_path(layout.TOP, version), data, layout.JSON)
    if before and before.version < version:
        outdated.note({before.path}, at=now)
    _note(layout.TOP, metadata.signed, now)


def _online_keys(targets: Targets) -> set[str]:
    delegations = targets.delegations
    bins = delegations.succinct_roles if delegations else None
    return set(bins.keyids) if bins else set()


def _note(name: str, signed: Root | Targets, now: datetime) -> None:
    Role.objects.update_or_create(
        name=name,
        defaults={
            "version": signed.version,
            "signed_at": now,
            "expires_at": signed.expires,
        },
    )
