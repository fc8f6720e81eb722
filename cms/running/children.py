"""Process groups: started, stopped, and ended when this process is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self, TextIO

from cms.running import guardian
from cms.running.home import REPOSITORY

PATIENCE = 8.0  # seconds a child may take to stop before it is killed
TAIL = 5  # lines of a log worth showing


@dataclass(frozen=True)
class Account:
    """The user and group, by number, that a child runs as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Command:
    """What to start: `name` names its log and pid file.

    `orphan_signal` is what the guardian sends when this process was killed. SIGKILL
    ends the whole group; PostgreSQL gets SIGINT, because its children leave its group
    and only the postmaster can take them along.
    """

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    folder: Path = REPOSITORY
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL


@dataclass
class Child:
    """A started command: the leader of a process group of its own."""

    command: Command
    process: subprocess.Popen[bytes]
    log: Path
    started: float  # time.monotonic()

    def last_lines(self) -> str:
        """Return the end of the child's log."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-TAIL:])

    def status(self) -> str:
        """Say in words how the child ended."""
        code = self.process.returncode
        if code is not None and code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with code {code}"


class Children:
    """Every child of this process, known to a guardian that survives it.

    Args:
        home: the folder whose `log/` and `run/` get each child's log and pid.
        lock: an open file that stays open until the last child is gone.
        temporary: folders to remove after that, however this process ends.
    """

    def __init__(
        self, home: Path, *, lock: TextIO | None = None, temporary: Sequence[Path] = ()
    ) -> None:
        self.home = home
        for log in (home / "log").glob("*.log"):  # of the run before this one
            log.replace(log.with_suffix(".log.1"))
        self.living: list[Child] = []
        self._guardian = subprocess.Popen(  # noqa: S603 — our own file
            [sys.executable, "-I", guardian.__file__, *map(str, temporary)],
            stdin=subprocess.PIPE,
            pass_fds=[lock.fileno()] if lock else [],
            start_new_session=True,
            text=True,
        )

    def start(self, command: Command) -> Child:
        """Start `command` in its own process group, its output in its own log."""
        path = self.home / "log" / f"{command.name}.log"
        with path.open("ab") as log:
            process = _spawn(command, log)
        child = Child(command, process, path, time.monotonic())
        self.adopt(process.pid, command.orphan_signal)
        (self.home / "run" / f"{command.name}.pid").write_text(f"{process.pid}\n")
        self.living.append(child)
        return child

    def adopt(self, pid: int, number: signal.Signals) -> None:
        """Have the guardian end `pid` too, should this process be killed."""
        self._report(f"+ {pid} {int(number)}")

    def release(self, pid: int) -> None:
        """Tell the guardian that `pid` is gone."""
        self._report(f"- {pid}")

    def bury(self, child: Child) -> None:
        """Forget a child that ended, and end what is left of its group."""
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        self.release(child.process.pid)
        self.living.remove(child)
        (self.home / "run" / f"{child.command.name}.pid").unlink(missing_ok=True)

    def stop(self, *children: Child) -> None:
        """Ask these children to stop, all at once; kill those that do not in time."""
        for child in children:
            child.process.send_signal(child.command.stop_signal)
        deadline = time.monotonic() + PATIENCE
        for child in children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            child.process.kill()
            child.process.wait()
            self.bury(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what still runs, last first, then let the guardian go."""
        for child in reversed(list(self.living)):
            self.stop(child)
        self._guardian.communicate()

    def _report(self, line: str) -> None:
        if self._guardian.stdin is None:  # pragma: no cover — started with a pipe
            return
        with suppress(BrokenPipeError):  # a killed guardian must not stop the newsroom
            self._guardian.stdin.write(f"{line}\n")
            self._guardian.stdin.flush()


def _spawn(command: Command, log: IO[bytes]) -> subprocess.Popen[bytes]:
    account = command.account
    return subprocess.Popen(  # noqa: S603 — argv comes from this package's tables
        command.argv,
        cwd=command.folder,
        env=os.environ | command.environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        process_group=0,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
