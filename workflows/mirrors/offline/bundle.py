"""The bundle: a plain tar of published files, written whole or not at all, read by path."""

import hashlib
import os
import tarfile
import time
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from typing import IO, Self

import brotli
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself
from workflows.mirrors.proof.verify.look import File
from workflows.mirrors.proof.verify.places import (
    CHUNK,
    LIMIT,
    SUFFIXES,
    Answer,
    ByPath,
    unpacked,
)

HEADER = 64 * 1024  # bytes; a longer one is an attack: names are at most 1024 letters


class NoBundle(SaysItself):
    says = _("This file is no bundle, or a part of it is missing. Copy it once more.")


class Damaged(SaysItself):
    says = _(
        "This is not what was signed, so nothing was changed. Copy the bundle once more; if"
        " that does not help, somebody has changed it."
    )

    def __init__(self, path: str) -> None:
        super().__init__(f"{path[:200]}: {self.says}")


def write(file: Path, entries: Iterable[tuple[str, bytes]]) -> None:
    """Write a bundle: aside, flushed, renamed. A failure leaves nothing, or the old one.

    Args:
        file: where it is to lie.
        entries: path in the published tree, compressed forms with their ending → bytes.
            One at a time is held in memory.
    """
    part = file.with_name(f".{file.name}.{token_hex(4)}.part")
    try:
        with part.open("xb") as opened:
            with tarfile.open(fileobj=opened, mode="w") as tar:
                for path, data in entries:
                    _add(tar, path, data)
            opened.flush()
            os.fsync(opened.fileno())
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _add(tar: tarfile.TarFile, path: str, data: bytes) -> None:
    entry = tarfile.TarInfo(path.removeprefix("/"))
    entry.size, entry.mtime = len(data), int(time.time())
    tar.addfile(entry, BytesIO(data))
    tar.members.clear()  # type: ignore[attr-defined]  # it would keep one for each file


class Bundle(ByPath):
    """A bundle that is read: a place, as far as `proof.verify` asks, of what it holds.

    Nothing in it is believed. Names are only ever compared with names that were signed.

    Raises:
        NoBundle: it is no tar of plain files.
    """

    def __init__(self, file: Path) -> None:
        self._file = file.open("rb")
        try:
            self._lies = _index(self._file)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __contains__(self, path: str) -> bool:
        return path in self._lies

    def paths(self) -> Iterator[str]:
        """Yield the path of every file in it, compressed forms included."""
        return iter(self._lies)

    def get(self, path: str, *, form: str = "identity", limit: int = LIMIT) -> Answer:
        """Read one file, as `places.Place` says."""
        if path + SUFFIXES.get(form, "") not in self._lies:
            form = "identity"
        if path not in self._lies:
            return Answer(404, b"")
        return Answer(
            200, unpacked(self._read(path + SUFFIXES.get(form, ""), limit), form, limit)
        )

    def forms(self, file: File) -> dict[str, bytes]:
        """Return a file's bytes and its compressed forms, by ending (`""`, `.gz`, `.br`).

        Raises:
            Damaged: they are not what was signed.
        """
        data = self._read(file.path, file.length)
        if hashlib.sha256(data).hexdigest() != file.digest:
            raise Damaged(file.path)
        found = {"": data}
        for end in SUFFIXES.values():
            path = file.path + end
            if path in self._lies:
                found[end] = self._read(path, file.length)
                if not _holds(end, found[end], data):
                    raise Damaged(path)
        return found

    def _read(self, path: str, limit: int) -> bytes:
        """Read at most a little more than `limit` bytes. Several threads may."""
        offset, size = self._lies[path]
        return os.pread(self._file.fileno(), min(size, limit + CHUNK), offset)


class _Headers:
    """What a tar's headers are read from: never much at once, whatever they claim."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= HEADER:
            raise NoBundle
        return self._file.read(size)


def _index(file: IO[bytes]) -> dict[str, tuple[int, int]]:
    """Return path → where its bytes begin, and how many they are."""
    found: dict[str, tuple[int, int]] = {}
    try:
        with tarfile.open(fileobj=_Headers(file), mode="r:") as tar:  # type: ignore[call-overload]  # it reads, seeks and tells
            for entry in tar:
                tar.members.clear()  # it would keep one for each file
                path = f"/{entry.name}"
                plain = entry.type == tarfile.REGTYPE and entry.sparse is None
                if not plain or path in found:
                    raise NoBundle(f"{path[:200]}: {NoBundle.says}")
                found[path] = (entry.offset_data, entry.size)
    except (tarfile.TarError, ValueError) as error:
        raise NoBundle from error
    return found


def _holds(end: str, form: bytes, data: bytes) -> bool:
    """Say whether a compressed form is exactly this, and no more than this."""
    try:
        if end == ".gz":
            gzip = zlib.decompressobj(wbits=31)
            found = gzip.decompress(form, len(data) + 1)
            return found == data and gzip.eof and not gzip.unused_data
        unbrotli = brotli.Decompressor()
        found = unbrotli.process(form, output_buffer_limit=len(data) + 1)
        return bool(found == data and unbrotli.is_finished())
    except (zlib.error, brotli.error):
        return False
