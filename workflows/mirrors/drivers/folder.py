"""A folder on this machine: written beside, renamed into place, then flushed."""

import errno
import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import ClassVar, Self
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from workflows.mirrors.drivers.base import Capabilities, Copy, Credential, Fence
from workflows.mirrors.drivers.paths import readable, split
from workflows.mirrors.errors import FileFailed, MirrorFailed
from workflows.mirrors.folders import (
    FOLDER,
    LOCK,
    OURS,
    HoldsOthers,
    LinkInTheWay,
    below,
    clear,
    mark,
    place,
    read_file,
    sync_disk,
    tidy,
    walk,
    write_aside,
)

# Whichever file it was: a full, broken or read-only disk fails the next one too.
MIRRORS_FAULT = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ESTALE}
PROBE = bytes(4096)


class NotAFolder(MirrorFailed):
    says = _(
        "A folder's address is file:///an/absolute/folder, without `..`, `?` or `#`."
    )


class NotPrepared(MirrorFailed):
    says = _(
        "The folder is no mirror's. Mount its disk; if it was emptied, sync the mirror."
    )


class NotEmpty(MirrorFailed):
    says = _("The folder holds files that are not a mirror's. Name an empty folder.")


class Busy(MirrorFailed):
    says = _(
        "Another process writes to this folder and has not let go. It must end first."
    )


class Moved(MirrorFailed):
    says = _("The folder was moved or replaced during the delivery.")


class LinkFound(FileFailed):
    says = _("A symbolic link lies on the way to this file. Put a folder in its place.")


class FolderDriver:
    """Writes below one folder and nowhere else.

    Half-written files lie in `.masthead/` in the root, so the served tree only ever
    changes by rename. That folder is also the mark that this is a mirror: without it
    an unmounted disk would fill the disk below. Its lock keeps a second writer out and
    is let go by the kernel when its holder is killed.

    Args:
        url: file:///an/absolute/folder
        credentials: none; the account of the worker is what counts.

    Raises:
        NotAFolder: the URL names no folder of this machine.
    """

    PACKED: ClassVar[bool] = True
    CREDENTIALS: ClassVar[Mapping[str, Credential]] = {}

    def __init__(self, url: str, credentials: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self.root = Path(unquote(parts.path))
        odd = parts.netloc not in {"", "localhost"} or parts.query or parts.fragment
        unsafe = ".." in self.root.parts or not unquote(parts.path).isprintable()
        if (
            odd
            or unsafe
            or not self.root.is_absolute()
            or self.root.parent == self.root
        ):
            raise NotAFolder
        self._opened = ExitStack()
        self._root = self._ours = -1

    def prepare(self) -> None:
        """Mark the folder as a mirror's; make it if only its last name is missing.

        Raises:
            NotEmpty: it holds files of somebody else.
            MirrorFailed: it cannot be made or written.
        """
        try:
            mark(self.root)
        except HoldsOthers as error:
            raise NotEmpty from error
        except OSError as error:
            raise MirrorFailed(_sentence(error)) from error

    def __enter__(self) -> Self:
        try:
            with ExitStack() as opened:
                self._root = os.open(self.root, FOLDER & ~os.O_NOFOLLOW)
                opened.callback(os.close, self._root)
                self._ours = os.open(OURS, FOLDER, dir_fd=self._root)
                opened.callback(os.close, self._ours)
                lock = os.open(LOCK, os.O_RDWR | os.O_CLOEXEC, dir_fd=self._ours)
                opened.callback(os.close, lock)
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._opened = opened.pop_all()
            tidy(self._ours)  # nobody else writes now
        except FileNotFoundError as error:
            raise NotPrepared from error
        except BlockingIOError as error:
            raise Busy from error
        except OSError as error:
            raise MirrorFailed(_sentence(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def probe(self) -> Capabilities:
        """Enter it once: a lock, and a folder to write in, are all it needs."""
        with self:
            return Capabilities(Fence.LOCK, lists=True)

    def look(self, path: str) -> None:
        """Do nothing: while the lock is held nobody else writes."""

    def put(self, copy: Copy) -> None:
        way = split(copy.path)
        with self._blaming():
            forms = {"": copy.data, **copy.variants}
            aside = {
                end: write_aside(self._ours, [form]) for end, form in forms.items()
            }
            place(self._root, self._ours, way, aside)

    def delete(self, path: str, *, edition: int) -> None:
        way = split(path)
        with self._blaming():
            clear(self._root, way)

    def flush(self) -> None:
        try:
            sync_disk(self._root)
        except OSError as error:
            raise MirrorFailed(_sentence(error)) from error

    def read(self, path: str) -> bytes | None:
        *folders, name = split(path)
        with (
            self._blaming(),
            suppress(FileNotFoundError),
            walk(self._root, folders, make=False) as folder,
        ):
            return read_file(folder, name)
        return None

    def paths(self) -> Iterator[str]:
        return (readable(f"/{path}") for path in below(self._root, skip=OURS))

    @contextmanager
    def _blaming(self) -> Iterator[None]:
        """Say whose fault an error is: the storage is asked, not the error's number."""
        try:
            if not os.path.samestat(self.root.stat(), os.fstat(self._root)):
                raise Moved
            yield
        except LinkInTheWay as error:
            raise LinkFound from error
        except OSError as error:
            if error.errno in MIRRORS_FAULT or not self._works():
                raise MirrorFailed(_sentence(error)) from error
            raise FileFailed(_sentence(error)) from error

    def _works(self) -> bool:
        try:
            tidy(self._ours)
            aside = write_aside(self._ours, [PROBE])
            probe = f"{OURS}-probe"
            os.rename(aside, probe, src_dir_fd=self._ours, dst_dir_fd=self._root)
            os.unlink(probe, dir_fd=self._root)
            return self.root.exists()
        except OSError:
            return False


def _sentence(error: OSError) -> str:
    return f"{error.strerror or type(error).__name__}."
