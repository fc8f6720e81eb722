"""What tests of real processes share: a newsroom, ports, and patience."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

PR_SET_PDEATHSIG = 1  # prctl(2)


def start_newsroom(
    environment: Mapping[str, str], *, output: Path
) -> subprocess.Popen[bytes]:
    """Start what `make run` starts; what it prints goes to `output`."""
    with output.open("wb") as printed:
        return subprocess.Popen(
            [sys.executable, "-m", "cms.run", "--follow-parent"],
            env=environment,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )


def die_with_parent() -> None:
    """Have the kernel end this process when the one that started it is gone, however killed.

    For `preexec_fn`, of servers that know no such option themselves. Linux only.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that nobody listens on at this moment."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    numbers = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return numbers


def database_of_tests() -> str:
    """The address of the tests' own database, for a process of its own."""
    url = urlsplit(os.environ["DATABASE_URL"])
    return url._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def within(seconds: float, question: Callable[[], object]) -> bool:
    """Whether `question()` becomes true within so many seconds."""
    deadline = time.monotonic() + seconds
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
