"""Metadata of the online roles, signed: bins, snapshot, timestamp."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Signed,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from workflows.mirrors.models.proof import Target
from workflows.mirrors.proof import layout


def of_bin(targets: Iterable[Target], *, version: int, now: datetime) -> Targets:
    """Return the metadata of one bin: what it says of each of its targets."""
    files = {
        one.name: TargetFile(
            one.length,
            {"sha256": one.digest},
            one.name,
            {"custom": {"edition": one.edition, "state": one.state}},
        )
        for one in targets
    }
    expires = _to_the_second(now + layout.BIN_LIFE)
    return Targets(version=version, expires=expires, targets=files)


def snapshot(versions: Mapping[str, int], *, version: int, now: datetime) -> Snapshot:
    """Return the metadata that names the newest version of each role of targets."""
    meta = {f"{role}.json": MetaFile(number) for role, number in versions.items()}
    expires = _to_the_second(now + layout.SNAPSHOT_LIFE)
    return Snapshot(version=version, expires=expires, meta=meta)


def timestamp(
    of_snapshot: int, *, version: int, edition: int, cut: str, now: datetime
) -> Timestamp:
    """Return the head: which snapshot is the newest, and which edition this is.

    `cut` is when that edition was, to the microsecond: after a restored backup the same
    number may mean something else.
    """
    expires = _to_the_second(now + layout.TIMESTAMP_LIFE)
    return Timestamp(
        version=version,
        expires=expires,
        snapshot_meta=MetaFile(of_snapshot),
        unrecognized_fields={"edition": edition, "cut": cut},
    )


def signed(said: Signed, signer: CryptoSigner) -> bytes:
    """Return the file: what is said, and the signature."""
    metadata: Metadata[Any] = Metadata(said)
    metadata.sign(signer)
    return metadata.to_bytes()


def _to_the_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
