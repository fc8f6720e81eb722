"""A disk so small that a test can fill it: of memory, and mounted, so only root may."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import pytest

SIZE = "256k"
BALLAST = ".masthead/ballast"  # where no mirror is served from


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Have `folder` lie on a disk of 256 kB; skip the test where nothing may be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False, text=True)
    except FileNotFoundError:
        pytest.skip("this system has no `mount`")
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Fill it to the last byte with one file; return that."""
    ballast = disk / BALLAST
    ballast.parent.mkdir(exist_ok=True)
    with (
        ballast.open("wb", buffering=0) as file,
        pytest.raises(OSError, match="No space"),
    ):
        file.writelines(repeat(bytes(4096)))
    return ballast
