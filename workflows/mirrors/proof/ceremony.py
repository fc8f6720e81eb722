"""Root and targets: signed in a folder with the offline keys. No database, no network."""

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from securesystemslib.signer import CryptoSigner, Key
from tuf.api.metadata import Delegations, Metadata, Root, SuccinctRoles, Targets

from pages.refusals import SaysItself
from workflows.mirrors.proof import keys, layout

KEY = "root-key-*.pem"
ONLINE_ROLES = (layout.SNAPSHOT, layout.TIMESTAMP)


class NotEnoughKeys(SaysItself, RuntimeError):
    says = _("Two of the three root keys must lie in this folder. See docs/proof.md.")


class NoRoot(SaysItself, RuntimeError):
    says = _(
        "This folder holds no N.root.json and N.targets.json. Fetch the newest of each"
        " from any mirror's /.well-known/tuf/."
    )


def begin(folder: Path, online: Key) -> None:
    """Make three root keys, and version 1 of root and targets.

    Raises:
        KeyExists: the folder holds root keys.
    """
    if any(folder.glob(KEY)):
        raise keys.KeyExists
    signers = [_new_key(folder) for _ in range(layout.OFFLINE_KEYS)]
    root = Root(version=1, expires=_in_a_year(), consistent_snapshot=True)
    _name_keys(root, [one.public_key for one in signers], [online])
    _write(folder, root, signers)
    _write(folder, _targets(1, [online]), signers)


def renew(
    folder: Path,
    *,
    online: Collection[Key] | None = None,
    replace_missing: bool = False,
) -> int:
    """Sign the next root and targets, good for another year; return root's version.

    Args:
        folder: holds the newest root and targets, and two root keys or three.
        online: the online keys from now on; None leaves them.
        replace_missing: make a new key for each root key that does not lie there.

    Raises:
        NoRoot, NotEnoughKeys: something is missing.
    """
    root = Metadata[Root].from_file(str(_newest(folder, layout.ROOT))).signed
    old = Metadata[Targets].from_file(str(_newest(folder, layout.TOP))).signed
    held = _signers(folder, root)
    if len(held) < layout.THRESHOLD:
        raise NotEnoughKeys
    offline = [root.get_key(one) for one in root.roles[layout.ROOT].keyids]
    fresh = []
    if replace_missing:
        fresh = [_new_key(folder) for _ in range(len(offline) - len(held))]
        offline = [one.public_key for one in (*held, *fresh)]
    if online is None:
        online = [root.get_key(one) for one in root.roles[layout.TIMESTAMP].keyids]
    following = Root(
        version=root.version + 1, expires=_in_a_year(), consistent_snapshot=True
    )
    _name_keys(following, offline, online)
    _write(folder, following, [*held, *fresh])
    _write(folder, _targets(old.version + 1, online), [*held, *fresh])
    return following.version


def versions(folder: Path, role: str) -> list[int]:
    """Return the versions of root or targets that lie in the folder, in order."""
    names = [file.name.partition(".")[0] for file in folder.glob(f"*.{role}.json")]
    return sorted(int(name) for name in names if name.isdecimal())


def _newest(folder: Path, role: str) -> Path:
    there = versions(folder, role)
    if not there:
        raise NoRoot
    return folder / f"{there[-1]}.{role}.json"


def _signers(folder: Path, root: Root) -> list[CryptoSigner]:
    """Return the keys in the folder that the root names."""
    found = [keys.read(file) for file in sorted(folder.glob(KEY))]
    named = root.roles[layout.ROOT].keyids
    return [one for one in found if one.public_key.keyid in named]


def _new_key(folder: Path) -> CryptoSigner:
    signer = keys.new()
    keys.write(folder / KEY.replace("*", signer.public_key.keyid[:8]), signer)
    return signer


def _name_keys(root: Root, offline: Collection[Key], online: Collection[Key]) -> None:
    for role in (layout.ROOT, layout.TOP):
        root.roles[role].threshold = layout.THRESHOLD
        for key in offline:
            root.add_key(key, role)
    for role in ONLINE_ROLES:
        for key in online:
            root.add_key(key, role)


def _targets(version: int, online: Collection[Key]) -> Targets:
    named = {key.keyid: key for key in online}
    bins = SuccinctRoles([*named], 1, layout.BITS, layout.BIN)
    delegations = Delegations(keys=named, succinct_roles=bins)
    return Targets(version=version, expires=_in_a_year(), delegations=delegations)


def _write(
    folder: Path, said: Root | Targets, signers: Collection[CryptoSigner]
) -> None:
    metadata: Metadata[Any] = Metadata(said)
    for signer in signers:
        metadata.sign(signer, append=True)
    metadata.to_file(str(folder / f"{said.version}.{said.type}.json"))


def _in_a_year() -> datetime:
    return (datetime.now(UTC) + layout.OFFLINE_LIFE).replace(microsecond=0)
