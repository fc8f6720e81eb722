"""Private folders for Unix sockets, whose paths may not be longer than 100 bytes."""

import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from cms.running.children import Account
from cms.running.refusals import SocketFolderUnsafe

LONGEST = 85  # bytes of a folder: macOS takes 103, `/.s.PGSQL.5432` needs 14


def socket_folder(home: Path, server: str, *, account: Account | None = None) -> Path:
    """Return a folder that only the server's account (default: ours) may enter.

    It lies in `home`, or under the system's temporary folder if that path is too long.

    Raises:
        SocketFolderUnsafe: somebody else made the folder in the temporary folder.
    """
    folder = home / "sockets" / server
    if len(bytes(folder)) > LONGEST:
        digest = hashlib.sha256(bytes(home)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir(), f"masthead-{digest}-{server}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account:
        shutil.chown(folder, account.uid, account.gid)
        if folder.is_relative_to(home):  # whatever root's umask made of it
            folder.parent.chmod(0o711)
    _refuse_unsafe(folder, owner=account.uid if account else os.geteuid())
    return folder


def _refuse_unsafe(folder: Path, *, owner: int) -> None:
    found = folder.lstat()
    closed = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
    if not closed or found.st_uid != owner:
        raise SocketFolderUnsafe(folder)
