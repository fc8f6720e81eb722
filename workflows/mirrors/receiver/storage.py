"""The folder of a mirror, as its receiver writes it: by renaming, under a lock."""

import fcntl
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from workflows.mirrors.folders import (
    FOLDER,
    LOCK,
    OURS,
    below,
    clear,
    mark,
    place,
    read_file,
    remove,
    sync_disk,
    tidy,
    walk,
    write_aside,
)
from workflows.mirrors.receiver.claims import Claim
from workflows.mirrors.receiver.editions import NAME, Editions

ABANDONED = 600  # seconds after which nobody goes on writing a file aside


class NotPrepared(OSError):
    """The folder is no mirror's: not mounted, emptied, or never synced."""


class Storage:
    """Writes below one folder. Several threads and processes may share the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._editions: Editions | None = None
        self._one_writer = threading.Lock()

    def prepare(self) -> None:
        """Make the folder a mirror's. Raises: folders.HoldsOthers."""
        with self._one_writer:
            mark(self.root)
            self._reopen()

    def put(self, claim: Claim, forms: Mapping[str, Iterable[bytes]]) -> bool:
        """Have the path hold `forms` (ending → chunks); False if a newer one is there."""
        with self._open() as (root, ours), ExitStack() as leftovers:
            aside = {}
            for ending, chunks in forms.items():
                aside[ending] = write_aside(ours, chunks)
                leftovers.callback(remove, ours, aside[ending])
            with self._locked(ours) as editions:
                if not editions.admit(claim):
                    return False
                place(root, ours, _way(claim.path), aside)
                return True

    def delete(self, claim: Claim) -> bool:
        """Have nothing lie at the path; False if a newer file is there."""
        with self._open() as (root, ours), self._locked(ours) as editions:
            if not editions.admit(claim):
                return False
            clear(root, _way(claim.path))
            return True

    def read(self, path: str) -> bytes | None:
        *folders, name = _way(path)
        with (
            self._open() as (root, _),
            suppress(FileNotFoundError),
            walk(root, folders, make=False) as folder,
        ):
            return read_file(folder, name)
        return None

    def paths(self) -> list[str]:
        with self._open() as (root, _):
            return [f"/{path}" for path in below(root, skip=OURS)]

    def flush(self) -> None:
        """Return when all of it would outlast a power cut, the editions too."""
        with self._open() as (root, ours):
            tidy(ours, older=ABANDONED)
            sync_disk(root)

    @contextmanager
    def _open(self) -> Iterator[tuple[int, int]]:
        with ExitStack() as opened:
            try:
                root = os.open(self.root, FOLDER & ~os.O_NOFOLLOW)
                opened.callback(os.close, root)
                ours = os.open(OURS, FOLDER, dir_fd=root)
            except FileNotFoundError as error:
                raise NotPrepared from error
            opened.callback(os.close, ours)
            yield root, ours

    @contextmanager
    def _locked(self, ours: int) -> Iterator[Editions]:
        """Keep other writers out: what is admitted is written before the next is asked."""
        with self._one_writer, ExitStack() as opened:
            try:
                lock = os.open(LOCK, os.O_RDWR | os.O_CLOEXEC, dir_fd=ours)
                opened.callback(os.close, lock)
                fcntl.flock(lock, fcntl.LOCK_EX)
                os.stat(NAME, dir_fd=ours)
            except FileNotFoundError as error:
                raise NotPrepared from error
            editions = self._editions
            if editions is None or not editions.lie_in(ours):
                editions = self._reopen()
            yield editions

    def _reopen(self) -> Editions:
        if self._editions:
            self._editions.close()
        self._editions = Editions(self.root / OURS / NAME)
        return self._editions


def _way(path: str) -> list[str]:
    return path.removeprefix("/").split("/")
