"""Walk, write and remove below an open folder, by file descriptor, never through a link."""

import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from secrets import token_hex

from django.utils.translation import gettext_lazy as _

from workflows.mirrors.errors import FileFailed

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FRESH = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class LinkInTheWay(FileFailed):
    says = _("A symbolic link lies on the way to this file. Put a folder in its place.")


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
    os.fsync(folder)
    return os.open(name, FOLDER, dir_fd=folder)


def _clear_the_way(folder: int, name: str, *, make: bool) -> None:
    if stat.S_ISLNK(os.lstat(name, dir_fd=folder).st_mode):
        raise LinkInTheWay(f"{name}: {LinkInTheWay.says}")
    if not make:
        raise FileNotFoundError(name)  # nothing lies below a file
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


def write_aside(folder: int, data: bytes, *, at: int) -> str:
    """Write and flush `data` under a new name in `folder`, with time `at`; return the name."""
    name = f".tmp-{token_hex(8)}"
    with os.fdopen(os.open(name, FRESH, 0o666, dir_fd=folder), "wb") as file:
        file.write(data)
        file.flush()
        os.utime(file.fileno(), (at, at))
        os.fsync(file.fileno())
    return name


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
                os.fsync(parent)
        except FileNotFoundError:
            continue  # went with an earlier deletion
        except OSError:  # holds files still
            return
