"""Prove a bundle: it is the newsroom's, it is all there, and nothing else is in it."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Timestamp
from tuf.api.serialization import DeserializationError

from pages.refusals import SaysItself
from workflows.mirrors.drivers.paths import split
from workflows.mirrors.offline.bundle import Bundle, Damaged
from workflows.mirrors.proof import layout
from workflows.mirrors.proof.verify.look import File, Progress, read_manifests
from workflows.mirrors.proof.verify.places import SUFFIXES
from workflows.mirrors.proof.verify.trusted import METADATA_LIMIT, Untrusted, trust

TRAVEL = layout.SNAPSHOT_LIFE  # a stick is slow: a head may be as old as that


class NotProven(SaysItself):
    says = _(
        "The bundle cannot be shown to be this newsroom's, so nothing was changed. Use the"
        " root.json that the newsroom publishes, and copy the bundle once more."
    )

    def __init__(self, why: str = "") -> None:
        super().__init__(f"{self.says} ({why})")


class TooOld(SaysItself):
    says = _(
        "The bundle was signed at %s, more than seven days ago, so nothing was changed."
        " Fetch a new one, or say --expired. If that is not long ago, set this clock."
    )


@dataclass(frozen=True)
class Proven:
    """What a bundle says, and signed.

    edition, version, expires_at: of its head.
    roots: of all versions.
    files: path → every file of a mirror at that edition, metadata included; the bundle
        itself may hold fewer.
    types: target → what its page is.
    """

    edition: int
    version: int
    expires_at: datetime
    roots: list[Root]
    files: dict[str, File]
    types: dict[str, str]


def prove(
    bundle: Bundle,
    root: bytes,
    folder: Path,
    pool: Executor,
    *,
    progress: Progress[Any],
    expired: bool,
) -> Proven:
    """Check everything about a bundle that can be checked without looking elsewhere.

    Args:
        bundle: as it came.
        root: any root of the newsroom's, from a source that is trusted.
        folder: an empty one, for the metadata.
        pool: several files are read at once.
        progress: wraps what is gone through.
        expired: take it however old it is.

    Raises:
        NotProven: the chain of signatures does not hold, or is not all there.
        TooOld: it was signed too long ago.
        Damaged: a file is not what was signed, or is named nowhere.
    """
    now = datetime.now(UTC)
    # Whether it was in order when it was signed; how old it may be by now is asked below.
    at = min(now, _says_it_expires(bundle) - timedelta(seconds=1))
    try:
        trusted = trust(bundle, root, folder, pool, at=at)
    except Untrusted as error:
        raise NotProven(f"{error.finding.path} {error.finding.why}".strip()) from error
    head = Metadata[Timestamp].from_file(str(folder / "timestamp.json")).signed
    _check_age(head, now, expired=expired)
    roots = _roots(bundle, root, folder)
    chain = [Metadata[Root].from_bytes(data).signed for data in roots.values()]
    if chain[-1].is_expired(now):
        raise NotProven(f"root {chain[-1].version} has expired")
    seen = read_manifests(bundle, trusted.targets.values(), pool, progress)
    for finding in seen.findings:
        raise Damaged(finding.path)
    named = [*_metadata(roots, folder), *_manifests(trusted.targets)]
    files = seen.files | {file.path: file for file in named}
    _check(bundle, files, pool, progress)
    return Proven(trusted.edition, head.version, head.expires, chain, files, seen.types)


def _says_it_expires(bundle: Bundle) -> datetime:
    """Return what the head says, not yet checked."""
    answer = bundle.get(layout.HEAD, limit=METADATA_LIMIT)
    if answer.status != 200:
        raise NotProven(f"{layout.HEAD} is missing")
    try:
        return Metadata[Timestamp].from_bytes(answer.data).signed.expires
    except (DeserializationError, ValueError) as error:
        raise NotProven(f"{layout.HEAD} cannot be read") from error


def _check_age(head: Timestamp, now: datetime, *, expired: bool) -> None:
    signed_at = head.expires - layout.TIMESTAMP_LIFE
    if not expired and now - signed_at > TRAVEL:
        raise TooOld(TooOld.says % f"{signed_at:%Y-%m-%d %H:%M} UTC")


def _roots(bundle: Bundle, given: bytes, folder: Path) -> dict[int, bytes]:
    """Return version → root: those that lead to the given one, and those that follow.

    Those before it must be signed by enough keys of their successor: theirs alone prove
    nothing, since anybody can make an "older" root that names keys of their own as well.
    """
    found: dict[int, bytes] = {}
    newer = Metadata[Root].from_bytes(given)
    try:
        for version in range(newer.signed.version, 0, -1):
            path = layout.metadata_path(layout.ROOT, version)
            data = bundle.get(path, limit=METADATA_LIMIT).data
            root = Metadata[Root].from_bytes(data)
            newer.signed.verify_delegate(
                layout.ROOT, root.signed_bytes, root.signatures
            )
            if root.signed.version != version:
                raise NotProven(f"{path} is another")
            found[version], newer = data, root
    except (RepositoryError, DeserializationError, ValueError) as error:
        raise NotProven(f"{path} does not hold; an older root.json may") from error
    for file in (folder / "root_history").iterdir():  # checked when they were kept
        found.setdefault(int(file.name.partition(".")[0]), file.read_bytes())
    return dict(sorted(found.items()))


def _metadata(roots: dict[int, bytes], folder: Path) -> Iterator[File]:
    """Yield what was checked on the way from the roots to the bins, as it was then."""
    for version, data in roots.items():
        yield _file(layout.metadata_path(layout.ROOT, version), data)
    for kept in folder.glob("*.json"):
        name = kept.name.removesuffix(".json")
        if name != layout.ROOT:
            data = kept.read_bytes()
            version = Metadata.from_bytes(data).signed.version
            yield _file(layout.metadata_path(name, version), data)


def _file(path: str, data: bytes) -> File:
    return File(path, hashlib.sha256(data).hexdigest(), len(data), "")


def _manifests(targets: dict[str, Any]) -> Iterator[File]:
    for name, one in targets.items():
        digest = one.hashes["sha256"]
        yield File(layout.target_path(name, digest), digest, one.length, name)


def _check(
    bundle: Bundle, files: dict[str, File], pool: Executor, progress: Progress[Any]
) -> None:
    for path in files:
        split(path)  # whoever signed it: it must lie in the folder
    for path in bundle.paths():
        ends = filter(path.endswith, SUFFIXES.values())
        plain = path.removesuffix(next(ends, ""))
        if plain not in files or plain not in bundle:
            raise Damaged(path)
    held = [file for path, file in files.items() if path in bundle]
    for _read in progress(
        pool.map(lambda one: _hold(bundle, one), held), len(held), "file"
    ):
        pass


def _hold(bundle: Bundle, file: File) -> None:
    bundle.forms(file)  # and let go of its bytes
