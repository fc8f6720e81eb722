"""Unpack: have a folder hold what a bundle brings, or change nothing in it."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from workflows.mirrors.drivers.folder import FolderDriver
from workflows.mirrors.folders import OURS
from workflows.mirrors.offline.apply import apply
from workflows.mirrors.offline.bundle import Bundle
from workflows.mirrors.offline.compare import compare
from workflows.mirrors.offline.prove import prove
from workflows.mirrors.proof.verify.look import Progress

AT_ONCE = 4


@dataclass(frozen=True)
class Unpacked:
    """What was done.

    stood, stands: the folder's edition before, and now.
    files: how many it serves.
    removed: how many it no longer does.
    left: files that lie there, are named by nobody, and have no name of a mirror's.
    expires_at: when the head expires, or did.
    """

    stood: int
    stands: int
    files: int
    removed: int
    left: list[str]
    expires_at: datetime


def unpack(
    file: Path,
    folder: Path,
    root: bytes,
    *,
    progress: Progress[Any],
    expired: bool = False,
) -> Unpacked:
    """Check a bundle, and then bring a folder to its edition. Needs no table.

    Args:
        file: the bundle.
        folder: a mirror's, or an empty one, or one that is to be made.
        root: any root of the newsroom's, from a source that is trusted.
        progress: wraps what is gone through; told how many there are, and of what.
        expired: take a bundle however old it is.

    Raises:
        NoBundle, NotProven, TooOld, Damaged: the bundle is not to be trusted.
        OtherHead, OlderThanFolder, Incomplete: it does not lead on from this folder.
        MirrorFailed, FileFailed: the folder does not take it, or somebody writes to it.
        OSError: the bundle cannot be read.
    """
    folder = folder.resolve()
    driver = FolderDriver(folder.as_uri(), {})
    with (
        Bundle(file) as bundle,
        tempfile.TemporaryDirectory() as metadata,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        proven = prove(
            bundle, root, Path(metadata), pool, progress=progress, expired=expired
        )
        if not (folder / OURS).is_dir():
            # What is refused leaves no trace, not even the mark of a mirror.
            compare(proven, bundle, folder, pool, progress=progress)
            driver.prepare()
        with driver:
            stood = compare(proven, bundle, folder, pool, progress=progress)
            removed, left = apply(proven, bundle, driver, progress=progress)
    return Unpacked(
        stood, proven.edition, len(proven.files), removed, left, proven.expires_at
    )
