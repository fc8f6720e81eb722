"""A test run that is killed leaves no server behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import within
from tests.workflows.mirrors.drivers.servers import SSHD

STARTER = """
import sys, time
from pathlib import Path
from tests.workflows.mirrors.drivers.servers import openssh
with openssh(Path(sys.argv[1])) as server:
    print(server.port, flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(SSHD is None, reason="no sshd here: install openssh-server")
def test_a_server_ends_with_the_run_that_started_it(tmp_path: Path):
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[4],
        env=os.environ,
    )
    assert starter.stdout is not None
    assert starter.stdout.readline()
    assert running(tmp_path)
    starter.send_signal(signal.SIGKILL)
    starter.wait(10)
    assert within(5, lambda: not running(tmp_path))


def running(home: Path) -> list[bytes]:
    """The command lines that name `home`, but for that of the one that started them."""
    found = map(words_of, Path("/proc").glob("[0-9]*/cmdline"))
    ours = [one for one in found if str(home).encode() in one]
    return [one for one in ours if b"sshd" in one.split(b"\0")[0]]


def words_of(cmdline: Path) -> bytes:
    """A process may end while it is looked at."""
    try:
        return cmdline.read_bytes()
    except OSError:
        return b""
