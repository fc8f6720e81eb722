"""A home that `nobody` may enter, ports nobody uses, and eyes on processes."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes import within


@pytest.fixture
def home() -> Iterator[Path]:
    """Not `tmp_path`: that one is closed to the account PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="masthead-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def plain_environment(home: Path) -> dict[str, str]:
    """The environment of a fresh machine: no server of its own, a home of ours."""
    own = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return kept | {"MASTHEAD_HOME": str(home)}


@pytest.fixture
def descendants() -> Callable[[int], set[int]]:
    """Return the function that lists a process's children, their children and so on."""

    def find(root: int) -> set[int]:
        parents = {
            int(status.parent.name): int(parent)
            for status in Path("/proc").glob("[0-9]*/status")
            if (parent := _field(status, "PPid"))  # others end while we read
        }
        found, fresh = set[int](), {root}
        while fresh:
            fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
            found |= fresh
        return found

    return find


@pytest.fixture
def gone() -> Callable[..., bool]:
    """Return the function that waits until none of these processes runs any more."""

    def wait(pids: set[int], *, seconds: float = 15) -> bool:
        return within(seconds, lambda: not any(map(_running, pids)))

    return wait


def _running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and not _field(status, "State").startswith(("Z", "X"))


def _field(status: Path, name: str) -> str:
    try:
        lines = status.read_text().splitlines()
    except OSError:
        return ""
    return next(
        (one.split(":", 1)[1].strip() for one in lines if one.startswith(f"{name}:")),
        "",
    )


@pytest.fixture(autouse=True)
def nothing_inherited() -> Iterator[None]:
    """Signal handlers that a test of ours replaced are put back."""
    kept = {
        one: signal.getsignal(one)
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)
