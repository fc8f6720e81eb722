"""Folders that nobody can write, root neither: CI runs as root."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3, capget(2)
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2  # capabilities(7): root's pass through file modes


class Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class Set(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")
    ]


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Put a file where the folder was: nobody can write there, root neither."""
    away = folder.with_name(f"{folder.name}-away")
    folder.rename(away)
    folder.write_text("no folder")
    try:
        yield
    finally:
        folder.unlink()
        away.rename(folder)


@contextmanager
def permissions_that_count() -> Iterator[None]:
    """File modes hold for this thread meanwhile, as they do for an ordinary user."""
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root may write everywhere, and only Linux lets it give that up")
    header, sets = Header(VERSION, 0), (Set * 2)()
    _call("capget", header, sets)
    before = sets[0].effective
    sets[0].effective &= ~(1 << DAC_OVERRIDE | 1 << DAC_READ_SEARCH)
    _call("capset", header, sets)
    try:
        yield
    finally:
        sets[0].effective = before
        _call("capset", header, sets)


def _call(name: str, header: Header, sets: ctypes.Array[Set]) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(ctypes.byref(header), ctypes.byref(sets)) != 0:
        raise OSError(ctypes.get_errno(), f"{name} failed")
