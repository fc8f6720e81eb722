"""Pack: write what changed since an edition, and all that is signed, into a bundle."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflows.mirrors.contents import contents, variants
from workflows.mirrors.offline import bundle
from workflows.mirrors.offline.listing import listing
from workflows.mirrors.proof.verify.look import Progress

PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Packed:
    """A bundle that was written: of edition `edition`, for folders at `since` or later."""

    since: int
    edition: int
    files: int
    bytes: int


def pack(
    file: Path,
    *,
    progress: Progress[Any],
    since: int = 0,
    seconds: float = PATIENCE,
) -> Packed:
    """Write a bundle; the newest edition is in it, as it stands at one instant.

    Args:
        file: where it is to lie. What lies there is replaced at the very end.
        progress: wraps what is gone through; told how many there are, and of what.
        since: the edition that the mirror stands at; 0 for one that holds nothing.
        seconds: how long to wait for what is not pressed or not signed yet.

    Raises:
        NotSigned, SigningLags, NotYet: as `listing` does.
        FileFailed: bytes are missing in the store, or damaged.
        OSError: the disk does not take it. Nothing is left there.
    """
    found = listing(since=since, seconds=seconds)
    bundle.write(file, _entries(progress(found.files, len(found.files), "file")))
    return Packed(since, found.edition, len(found.files), file.stat().st_size)


def _entries(files: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    for path, digest in files:
        data = contents(digest)
        yield path, data
        for end, form in variants(digest, data).items():
            yield path + end, form
