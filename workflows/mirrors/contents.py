"""The bytes of a published file, checked before they leave."""

import gzip
import hashlib
import zlib
from collections.abc import Callable

import brotli
from django.utils.translation import gettext_lazy as _

from workflows.mirrors.errors import FileFailed
from workflows.press import store

UNPACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".br": brotli.decompress,
}
TORN = (EOFError, OSError, zlib.error, brotli.error)


class BytesMissing(FileFailed):
    says = _(
        "The bytes of this file are not in the store. Restore `published` from its"
        " backup."
    )


class BytesDamaged(FileFailed):
    says = _(
        "The stored bytes do not have this file's digest. Restore them from the backup."
    )


def contents(digest: str) -> bytes:
    """Return the bytes with this digest (SHA-256, hex).

    Raises:
        BytesMissing: the store does not have them.
        BytesDamaged: what the store has is something else.
    """
    try:
        data = store.read(digest)
    except FileNotFoundError as error:
        raise BytesMissing from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise BytesDamaged
    return data


def variants(digest: str, data: bytes) -> dict[str, bytes]:
    """Return suffix → compressed form of `data`; a damaged form is left out."""
    stored = store.read_compressed(digest)
    return {end: form for end, form in stored.items() if _holds(end, form, data)}


def _holds(end: str, form: bytes, data: bytes) -> bool:
    try:
        return UNPACK[end](form) == data
    except TORN:
        return False
