"""Ends every process that a killed parent left behind.

Started by file name with a pipe as its standard input, on which the parent reports
each child: `+ PID SIGNAL` when it starts, `- PID` when it is gone. The end of the input
means that the parent is gone too, however it died. Works where a parent-death signal
does not: that one is bound to a thread, is lost by a change of user, and never reaches
a grandchild.

Standard library only, and nothing of Masthead: it must start in milliseconds.
"""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

PATIENCE = 10.0  # seconds a server may take to shut down before it is killed


def left_behind(reports: Iterable[str]) -> dict[int, int]:
    """Read reports to their end; return pid -> signal of who still runs, last first."""
    children: dict[int, int] = {}
    for report in reports:
        match report.split():
            case ["+", pid, number]:
                children[int(pid)] = int(number)
            case ["-", pid]:
                children.pop(int(pid), None)
    return dict(reversed(children.items()))


def end(children: dict[int, int]) -> None:
    """Send each child its signal, wait, and kill the groups of those that remain.

    SIGKILL goes to the whole process group; any other signal to its leader, who takes
    its own children along.
    """
    for pid, number in children.items():
        send = os.killpg if number == signal.SIGKILL else os.kill
        with suppress(ProcessLookupError):
            send(pid, number)
    deadline = time.monotonic() + PATIENCE
    while any(map(runs, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in children:
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def runs(pid: int) -> bool:
    """Whether a process with this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main(folders: list[str]) -> None:
    """Wait for the parent's end, end its children, remove its temporary folders."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    end(left_behind(sys.stdin))
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
