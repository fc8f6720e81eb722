"""The folder that holds a newsroom's data on this machine, and the lock on it."""

import fcntl
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from cms.running.refusals import HomeInUse, HomeReadOnly

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 20.0  # seconds a killed run's guardian may need to end its processes


def home_of(environment: Mapping[str, str]) -> Path:
    """Return MASTHEAD_HOME, or `.masthead` beside the code, as an absolute path."""
    return Path(environment.get("MASTHEAD_HOME") or REPOSITORY / ".masthead").resolve()


def prepare(home: Path) -> None:
    """Make the folder and prove that it can be written.

    As root it is made passable for others: PostgreSQL, which runs as `nobody`, keeps
    its own closed folder inside.

    Raises:
        HomeReadOnly: the folder cannot be made or written.
    """
    probe = home / ".writable"
    try:
        for folder in (home, home / "log", home / "run"):
            folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
        if os.geteuid() == 0:
            home.chmod(home.stat().st_mode | 0o011)
    except OSError as error:
        raise HomeReadOnly(home, error.strerror or "no reason given") from error


def lock(home: Path) -> TextIO:
    """Return the open lock file of `home`; closing it (everywhere) lets go.

    The guardian inherits it, so after a kill -9 the next run waits until the killed
    run's last process is gone.

    Raises:
        HomeInUse: a living run holds it.
    """
    holder = (home / "run" / "lock").open("a+", encoding="ascii")
    deadline = time.monotonic() + PATIENCE
    while not _try_lock(holder):
        pid = _pid_in(holder)
        if _alive(pid) or time.monotonic() > deadline:
            holder.close()
            raise HomeInUse(home, pid or "unknown")
        time.sleep(0.1)
    holder.truncate(0)
    holder.write(str(os.getpid()))
    holder.flush()
    return holder


def _try_lock(holder: TextIO) -> bool:
    try:
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pid_in(holder: TextIO) -> str:
    holder.seek(0)
    return holder.read().strip()


def _alive(pid: str) -> bool:
    if not pid.isdecimal():
        return True  # taken an instant ago: its holder has yet to write its number
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's process: it exists
    return True
