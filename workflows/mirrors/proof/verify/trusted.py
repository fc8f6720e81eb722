"""The signed metadata of an address, checked by python-tuf's client from the root on."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from securesystemslib.exceptions import StorageError
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    RepositoryError,
)
from tuf.api.metadata import Metadata, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization import DeserializationError
from tuf.ngclient import Updater
from tuf.ngclient.fetcher import FetcherInterface

from workflows.mirrors.proof import layout
from workflows.mirrors.proof.verify.places import NoAnswer, Place
from workflows.mirrors.proof.verify.words import Finding, Word

BASE = "place:"  # the client wants addresses; what follows is a path of the tree
METADATA_LIMIT = 8 * 1024 * 1024  # bytes
# The client asks for the next root until there is none, and some hosts say so with 200 and
# a page. Who could put a page in a root's place could as well answer 404.
NEXT_ROOT = f".{layout.ROOT}.json"


@dataclass(frozen=True)
class Trusted:
    """What an address says of itself, and signed.

    targets: name → length, digest, edition and state of each manifest.
    """

    edition: int
    signed_until: str
    targets: dict[str, TargetFile]


class Untrusted(Exception):
    """The metadata cannot be trusted; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.why)
        self.finding = finding


class Fetcher(FetcherInterface):
    """Hands the client what a place answers; what is at hand already is not asked for."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._at_hand: dict[str, bytes] = {}

    def read_ahead(self, paths: list[str], pool: Executor) -> None:
        """Ask for several files at once. What fails is asked for again by the client."""
        for path, data in zip(paths, pool.map(self._try, paths), strict=True):
            if data is not None:
                self._at_hand[path] = data

    def _try(self, path: str) -> bytes | None:
        try:
            return self._get(path)
        except DownloadError:
            return None

    def _get(self, path: str) -> bytes:
        try:
            answer = self._place.get(path, limit=METADATA_LIMIT)
        except NoAnswer as error:
            raise DownloadError(f"{path} {error}") from error
        if answer.status != 200:
            raise DownloadHTTPError(path, answer.status)
        if path.endswith(NEXT_ROOT) and not answer.data.startswith(b"{"):
            raise DownloadHTTPError(path, 404)
        return answer.data

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = url.removeprefix(BASE)
        if path in self._at_hand:
            return iter([self._at_hand.pop(path)])
        return iter([self._get(path)])


def head(place: Place, root: bytes, folder: Path) -> Timestamp:
    """Return the head of an address; `folder` keeps the trusted metadata.

    Raises:
        Untrusted: there is none, or it does not hold.
    """
    _guarded(_updater(Fetcher(place), root, folder).refresh)
    return Metadata[Timestamp].from_file(str(folder / "timestamp.json")).signed


def trust(
    place: Place,
    root: bytes,
    folder: Path,
    pool: Executor,
    *,
    at: datetime | None = None,
) -> Trusted:
    """Return everything that an address has signed, bins included.

    Args:
        place: the address.
        root: any root of the newsroom's, from a source that is trusted.
        folder: keeps the trusted metadata: an older version than it knows is refused.
        pool: several files are asked for at once.
        at: when it must not have expired; None is now.

    Raises:
        Untrusted: something does not hold.
    """
    fetcher = Fetcher(place)
    updater = _updater(fetcher, root, folder)
    if at is not None:
        updater._trusted_set.reference_time = at  # noqa: SLF001 — the client offers no other way to say when
    _guarded(updater.refresh)
    snapshot = Metadata[Snapshot].from_file(str(folder / "snapshot.json")).signed
    fetcher.read_ahead(_new_bins(snapshot, folder), pool)
    targets: dict[str, TargetFile] = {}
    for role, name in PROBES.items():
        _guarded(lambda name=name: updater.get_targetinfo(name))  # type: ignore[misc]  # bound now
        targets |= _bin(folder, role).targets
    said = Metadata[Timestamp].from_file(str(folder / "timestamp.json")).signed
    return Trusted(
        int(said.unrecognized_fields.get("edition", 0)),
        said.expires.isoformat(),
        targets,
    )


def _updater(fetcher: Fetcher, root: bytes, folder: Path) -> Updater:
    folder.mkdir(parents=True, exist_ok=True)
    updater: list[Updater] = []
    _guarded(
        lambda: updater.append(
            Updater(str(folder), BASE + layout.FOLDER, fetcher=fetcher, bootstrap=root)
        )
    )
    return updater[0]


def _bin(folder: Path, role: str) -> Targets:
    return Metadata[Targets].from_file(str(folder / f"{role}.json")).signed


def _new_bins(snapshot: Snapshot, folder: Path) -> list[str]:
    """Return the paths of the bins that the folder does not hold already."""
    return [
        layout.metadata_path(role, meta.version)
        for role in PROBES
        if (meta := snapshot.meta.get(f"{role}.json"))
        and not _holds(folder, role, meta.version)
    ]


def _holds(folder: Path, role: str, version: int) -> bool:
    try:
        return _bin(folder, role).version == version
    except (StorageError, DeserializationError):
        return False


def _probes() -> dict[str, str]:
    """Return bin → a name that would be listed there: to ask for it loads the bin."""
    found: dict[int, str] = {}
    number = 0
    while len(found) < layout.BINS:
        found.setdefault(layout.bin_of(f"probe/{number}"), f"probe/{number}")
        number += 1
    return {layout.role_of(one): found[one] for one in sorted(found)}


PROBES = _probes()


def _guarded(step: Callable[[], object]) -> None:
    try:
        step()
    except (RepositoryError, DownloadError, DeserializationError, ValueError) as error:
        raise Untrusted(_finding(error)) from error


def _finding(error: Exception) -> Finding:
    why = str(error)
    if isinstance(error, ExpiredMetadataError):
        return Finding(Word.EXPIRED, "", why)
    if isinstance(error, BadVersionNumberError):
        return Finding(Word.ROLLED_BACK, "", f"older than was seen before: {why}")
    if isinstance(error, DownloadHTTPError):
        said = f"is answered with {error.status_code}"
        return Finding(Word.INCOMPLETE, str(error), said)
    if isinstance(error, DownloadLengthMismatchError):
        return Finding(Word.TAMPERED, "", why)
    if isinstance(error, DownloadError):
        return Finding(Word.UNREACHABLE, "", why)
    said = "is not signed by this newsroom, or this root is not its own"
    return Finding(Word.TAMPERED, layout.FOLDER, f"{said}: {why}")
