"""Finished bytes, kept once under their digest: plain, gzip and brotli.

Compressing on each request cost a web server nine tenths of its rate in a trial, so
it happens here, once.
"""

import gzip
import hashlib
from collections.abc import Mapping

import brotli
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/rss+xml", "image/svg+xml")  # fmt: skip
GZIP_LEVEL, BROTLI_QUALITY = 6, 5  # within 5 % of the best size at a tenth of its time
SUFFIXES = {"gzip": ".gz", "br": ".br"}


def keep(data: bytes, media_type: str) -> str:
    """Store `data` and its compressed forms; return its digest (SHA-256, hex).

    Idempotent: the name is the digest, so bytes that are there are not written again.
    """
    digest = hashlib.sha256(data).hexdigest()
    if not _storage().exists(_name(digest)):
        if media_type.startswith(COMPRESSIBLE):
            for encoding, squeezed in _compressed(data).items():
                _write(_name(digest) + SUFFIXES[encoding], squeezed)
        _write(_name(digest), data)
    return digest


def read(digest: str) -> bytes:
    """Return the bytes with this digest.

    Raises:
        FileNotFoundError: they were never kept.
    """
    with _storage().open(_name(digest), "rb") as file:
        return bytes(file.read())


def read_compressed(digest: str) -> dict[str, bytes]:
    """Return suffix → bytes (`.gz`, `.br`) of the compressed forms that were kept."""
    found = {}
    for suffix in SUFFIXES.values():
        name = _name(digest) + suffix
        if _storage().exists(name):
            with _storage().open(name, "rb") as file:
                found[suffix] = bytes(file.read())
    return found


def _compressed(data: bytes) -> Mapping[str, bytes]:
    # mtime=0: the same bytes must compress to the same bytes on every machine.
    return {
        "gzip": gzip.compress(data, GZIP_LEVEL, mtime=0),
        "br": brotli.compress(data, quality=BROTLI_QUALITY),
    }


def _write(name: str, data: bytes) -> None:
    # A crash or a second press may have written it in between: same name, same bytes.
    if not _storage().exists(name):
        _storage().save(name, ContentFile(data))


def _name(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def _storage() -> Storage:
    return storages["published"]
