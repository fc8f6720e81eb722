"""Walk, write and remove below an open folder, by file descriptor, never through a link."""

import ctypes
import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from workflows.press.names import COMPRESSED

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Not waiting: a pipe that somebody has put there would have us wait for ever.
PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
FRESH = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

OURS = ".masthead"  # in the root of a mirror: never served
LOCK = "lock"
ASIDE = ".tmp-"
MOST = 256 * 2**20  # bytes of one file; a larger one is not ours, and not read
HARMLESS = {OURS, "lost+found"}  # may lie in a folder that becomes a mirror
FORMS = ("", *COMPRESSED)  # a file, and what lies beside it

_LIBC = ctypes.CDLL(None, use_errno=True)


class LinkInTheWay(OSError):
    """A symbolic link lies on the way, where a folder has to be."""


class HoldsOthers(OSError):
    """The folder holds files that are not a mirror's."""


def mark(root: Path) -> None:
    """Mark `root` as a mirror's; make it if only its last name is missing.

    Raises:
        HoldsOthers: it is not marked, and not empty.
    """
    root.mkdir(exist_ok=True)
    names = {entry.name for entry in root.iterdir()}
    if OURS not in names and names - HARMLESS:
        raise HoldsOthers(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY))
    (root / OURS).mkdir(mode=0o700, exist_ok=True)
    (root / OURS / LOCK).touch(mode=0o600)


@contextmanager
def walk(root: int, names: Sequence[str], *, make: bool) -> Iterator[int]:
    """Yield the folder reached from `root` by `names`, as an open file descriptor.

    Args:
        root: an open folder; stays open.
        names: one folder after another.
        make: whether missing folders are made, a file in their place removed.

    Raises:
        FileNotFoundError: a folder is missing and is not to be made.
        LinkInTheWay: one of them is a symbolic link.
    """
    folder = os.dup(root)
    try:
        for name in names:
            deeper = _step(folder, name, make=make)
            os.close(folder)
            folder = deeper
        yield folder
    finally:
        os.close(folder)


def _step(folder: int, name: str, *, make: bool) -> int:
    try:
        return os.open(name, FOLDER, dir_fd=folder)
    except FileNotFoundError:
        if not make:
            raise
    except NotADirectoryError:
        _clear_the_way(folder, name, make=make)
    os.mkdir(name, dir_fd=folder)
    return os.open(name, FOLDER, dir_fd=folder)


def _clear_the_way(folder: int, name: str, *, make: bool) -> None:
    if stat.S_ISLNK(os.lstat(name, dir_fd=folder).st_mode):
        raise LinkInTheWay(errno.ELOOP, os.strerror(errno.ELOOP), name)
    if not make:
        raise FileNotFoundError(
            errno.ENOENT, os.strerror(errno.ENOENT)
        )  # nothing lies below a file
    os.unlink(name, dir_fd=folder)  # an older edition had a file here


def fresh_second(folder: int, names: Iterable[str]) -> int:
    """Return a time (Unix, whole seconds) that none of the files `names` carries: now, or later.

    Web servers make an ETag of a file's size and the second of its time. Two editions of
    one length, written in one second, would be one file to them and to every cache.
    """
    latest = 0
    for name in names:
        with suppress(FileNotFoundError):
            latest = max(latest, int(os.lstat(name, dir_fd=folder).st_mtime))
    return max(int(time.time()), latest + 1)


def write_aside(folder: int, chunks: Iterable[bytes]) -> str:
    """Write a new file in `folder`; return its name. No file is left if that fails."""
    name = f"{ASIDE}{token_hex(8)}"
    try:
        with os.fdopen(os.open(name, FRESH, 0o666, dir_fd=folder), "wb") as file:
            file.writelines(chunks)
    except BaseException:
        remove(folder, name)
        raise
    return name


def place(root: int, ours: int, names: Sequence[str], aside: Mapping[str, str]) -> None:
    """Move a file and its other forms to where they are served.

    Args:
        root: the open folder that is served.
        ours: the open folder where they were written aside.
        names: the way from `root` to the file, its own name last.
        aside: ending (`""`, `.gz`) → name in `ours`. A form not given is removed.
    """
    *folders, name = names
    with walk(root, folders, make=True) as folder:
        at = fresh_second(folder, [name + end for end in FORMS])
        for end in FORMS:
            if end in aside:
                os.utime(aside[end], (at, at), dir_fd=ours)
                os.rename(aside[end], name + end, src_dir_fd=ours, dst_dir_fd=folder)
            else:
                remove(folder, name + end)


def clear(root: int, names: Sequence[str]) -> None:
    """Make sure that neither the file at the end of `names` nor a form of it is there."""
    *folders, name = names
    with suppress(FileNotFoundError), walk(root, folders, make=False) as folder:
        for end in FORMS:
            remove(folder, name + end)
    prune(root, folders)


def tidy(ours: int, *, older: float = 0) -> None:
    """Remove what killed writers left half-written over `older` seconds ago."""
    for name in os.listdir(ours):
        with suppress(FileNotFoundError):
            # Not the time that it shows: that may be set, and lie ahead.
            age = time.time() - os.lstat(name, dir_fd=ours).st_ctime
            if name.startswith(ASIDE) and age >= older:
                os.unlink(name, dir_fd=ours)


def sync_disk(folder: int) -> None:
    """Have the kernel write all of the disk that `folder` lies on, as syncfs(2) does.

    Once for many files: flushing each by itself took most of a first sync's time.
    """
    sync = getattr(_LIBC, "syncfs", None)
    if sync is None:  # only Linux has it
        os.sync()
    elif sync(folder):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def read_file(folder: int, name: str) -> bytes:
    """Return the bytes of the file `name` in `folder`; a link is not followed.

    Raises:
        OSError: EFBIG if it is larger than `MOST`, or is none.
    """
    with os.fdopen(os.open(name, PLAIN, dir_fd=folder), "rb") as file:
        found = os.fstat(file.fileno())
        if found.st_size > MOST or not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EFBIG, "Larger than any file of ours, or none", name)
        return file.read(MOST)


def below(root: int, *, skip: str) -> Iterator[str]:
    """Yield every file and link below `root`, by its path from there, but not in `skip`."""
    for folder, folders, files, _fd in os.fwalk(".", dir_fd=root):
        place = folder.removeprefix(".").removeprefix("/")
        if not place and skip in folders:
            folders.remove(skip)
        yield from (f"{place}/{name}".removeprefix("/") for name in files)


def remove(folder: int, name: str) -> None:
    """Make sure that no file `name` lies in `folder`; a folder of that name may."""
    with suppress(FileNotFoundError, IsADirectoryError):
        os.unlink(name, dir_fd=folder)


def prune(root: int, names: Sequence[str]) -> None:
    """Remove the folders `names` below `root`, deepest first, as long as they are empty."""
    for depth in reversed(range(len(names))):
        try:
            with walk(root, names[:depth], make=False) as parent:
                os.rmdir(names[depth], dir_fd=parent)
        except FileNotFoundError:
            continue  # went with an earlier deletion
        except OSError:  # holds files still
            return
