"""Which edition each path of a mirror is at, deleted ones too: what keeps older ones out.

A row is written before the file: if the receiver is killed in between, the older file
stands, the fence is up, and the sender, who got no answer, sends again.
"""

import os
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from workflows.mirrors.receiver.claims import Claim

NAME = "editions.sqlite3"
TABLE = """
CREATE TABLE IF NOT EXISTS held (
    path_digest TEXT PRIMARY KEY, edition INTEGER NOT NULL, seen INTEGER NOT NULL,
    digest TEXT NOT NULL
) WITHOUT ROWID
"""
FIND = "SELECT edition, seen, digest FROM held WHERE path_digest = ?"
HOLD = "INSERT OR REPLACE INTO held (path_digest, edition, seen, digest) VALUES (?, ?, ?, ?)"


class Held(NamedTuple):
    """What was written last. `digest` is empty if it was deleted."""

    edition: int
    seen: int
    digest: str


def is_older(claim: Claim, held: Held | None) -> bool:
    """Say whether `claim` would put an older state over the one that is held.

    The same bytes of the same edition are never older: they repair what somebody else
    changed on the mirror.
    """
    if held is None:
        return False
    if claim.edition != held.edition:
        return claim.edition < held.edition
    return claim.digest != held.digest and claim.seen < held.seen


class Editions:
    """The file that keeps them; made if it is missing. The caller lets one writer in at a time."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(
            file, check_same_thread=False, isolation_level=None
        )
        # The log is written through by the `flush` that each delivery ends with.
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.execute(TABLE)
        self._file = file.stat()

    def lie_in(self, ours: int) -> bool:
        """Say whether the file is still the one in the open folder `ours`."""
        return os.path.samestat(os.stat(NAME, dir_fd=ours), self._file)

    def admit(self, claim: Claim) -> bool:
        """Note what is about to be written; False if something newer is there."""
        # A path often is the headline: that of a killed story must not lie here for ever.
        path_digest = sha256(claim.path.encode()).hexdigest()
        row = self._database.execute(FIND, [path_digest]).fetchone()
        if is_older(claim, Held(*row) if row else None):
            return False
        new = [path_digest, claim.edition, claim.seen, claim.digest]
        self._database.execute(HOLD, new)
        return True

    def close(self) -> None:
        self._database.close()
