"""A folder on this machine: written beside, flushed, renamed into place."""

import errno
import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from workflows.mirrors.drivers.folders import (
    FOLDER,
    fresh_second,
    prune,
    remove,
    walk,
    write_aside,
)
from workflows.mirrors.drivers.paths import VARIANTS, split
from workflows.mirrors.errors import FileFailed, MirrorFailed

OURS = ".masthead"  # in the root: the lock and half-written files, never served
LOCK = "lock"
HARMLESS = {OURS, "lost+found"}  # may lie in a folder that becomes a mirror
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


class FolderDriver:
    """Writes below one folder and nowhere else.

    Half-written files lie in `.masthead/` in the root, so the served tree only ever
    changes by rename. That folder is also the mark that this is a mirror: without it
    an unmounted disk would fill the disk below. Its lock keeps a second writer out and
    is let go by the kernel when its holder is killed.

    Args:
        url: file:///an/absolute/folder

    Raises:
        NotAFolder: the URL names no folder of this machine.
    """

    def __init__(self, url: str) -> None:
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
            self.root.mkdir(exist_ok=True)
            names = {entry.name for entry in self.root.iterdir()}
            if OURS not in names and names - HARMLESS:
                raise NotEmpty
            (self.root / OURS).mkdir(mode=0o700, exist_ok=True)
            (self.root / OURS / LOCK).touch(mode=0o600)
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
            self._tidy()
        except FileNotFoundError as error:
            raise NotPrepared from error
        except BlockingIOError as error:
            raise Busy from error
        except OSError as error:
            raise MirrorFailed(_sentence(error)) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def put(
        self,
        path: str,
        data: bytes,
        *,
        variants: Mapping[str, bytes],
        media_type: str,
        cache: str,
    ) -> None:
        *folders, name = split(path)
        with self._blaming(path), walk(self._root, folders, make=True) as folder:
            forms = {"": data, **variants}
            at = fresh_second(folder, [name + end for end in ("", *VARIANTS)])
            aside = {
                end: write_aside(self._ours, form, at=at) for end, form in forms.items()
            }
            for end in ("", *VARIANTS):
                if end in aside:
                    os.rename(
                        aside[end], name + end, src_dir_fd=self._ours, dst_dir_fd=folder
                    )
                else:
                    remove(folder, name + end)
            os.fsync(folder)

    def delete(self, path: str) -> None:
        *folders, name = split(path)
        with self._blaming(path):
            with (
                suppress(FileNotFoundError),
                walk(self._root, folders, make=False) as folder,
            ):
                for end in ("", *VARIANTS):
                    remove(folder, name + end)
                os.fsync(folder)
            prune(self._root, folders)

    @contextmanager
    def _blaming(self, path: str) -> Iterator[None]:
        """Say whose fault an error is: the storage is asked, not the error's number."""
        try:
            if not os.path.samestat(self.root.stat(), os.fstat(self._root)):
                raise Moved
            yield
        except OSError as error:
            if error.errno in MIRRORS_FAULT or not self._works():
                raise MirrorFailed(_sentence(error)) from error
            raise FileFailed(f"{path}: {_sentence(error)}") from error

    def _works(self) -> bool:
        try:
            self._tidy()
            aside = write_aside(self._ours, PROBE, at=0)
            probe = f"{OURS}-probe"
            os.rename(aside, probe, src_dir_fd=self._ours, dst_dir_fd=self._root)
            os.unlink(probe, dir_fd=self._root)
            return self.root.exists()
        except OSError:
            return False

    def _tidy(self) -> None:
        """Remove what a killed writer left half-written; nobody else writes now."""
        for name in os.listdir(self._ours):  # noqa: PTH208 — an open folder, no path
            if name != LOCK:
                os.unlink(name, dir_fd=self._ours)


def _sentence(error: OSError) -> str:
    return f"{error.strerror or error}."
