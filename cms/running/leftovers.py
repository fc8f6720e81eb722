"""A server of this home that outlived both its supervisor and the guardian."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from cms.running.guardian import runs

PATIENCE = 10.0  # seconds


def end_leftover(pid_file: Path, *, marker: str) -> None:
    """End the process named in `pid_file`, if it is still ours; remove the file.

    Numbers are used again, in a restarted container soon: only a process whose command
    line holds `marker` (the server's own folder or socket) is ended.
    """
    try:
        pid = int(pid_file.read_text(encoding="ascii").split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        pid = 0
    if pid and marker in _command_line(pid):
        _end(pid)
    pid_file.unlink(missing_ok=True)


def _command_line(pid: int) -> str:
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # gone, or a system without /proc
        return ""
    return raw.replace(b"\0", b" ").decode(errors="replace")


def _end(pid: int) -> None:
    for number, patience in ((signal.SIGINT, PATIENCE), (signal.SIGKILL, 1.0)):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + patience
        while runs(pid) and time.monotonic() < deadline:
            time.sleep(0.05)
