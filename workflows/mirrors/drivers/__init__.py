"""How bytes reach a mirror: one file per kind of storage, chosen by its URL's scheme.

base      what every driver can do
paths     which paths may leave the building
folder    file:///srv/mirror, a folder on this machine
objects   s3://bucket/prefix, an object store
  bucket    its address, its client, whose fault an error is
  seen      what a run knows of it without asking
  tunnel    a proxy to one checked host
sftp      sftp://user@host/srv/www, a folder on another machine
  ssh       the way there: the host's key, ours, time-outs
  bounded   a client whose calls end in time
push      push+https://mirror.example/_in, a receiver on another one
"""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from workflows.mirrors.drivers.base import (
    Capabilities,
    Copy,
    Credential,
    Driver,
    Fence,
)
from workflows.mirrors.drivers.folder import FolderDriver
from workflows.mirrors.drivers.objects import S3Driver
from workflows.mirrors.drivers.push import PushDriver
from workflows.mirrors.drivers.sftp import SFTPDriver
from workflows.mirrors.errors import MirrorFailed


class Kind(Protocol):
    """A driver's class: called with the address and its credentials, by name."""

    CREDENTIALS: Mapping[str, Credential]

    def __call__(self, url: str, credentials: Mapping[str, str], /) -> Driver: ...


DRIVERS: dict[str, Kind] = {
    "file": FolderDriver,
    "push+https": PushDriver,
    "push+http": PushDriver,
    "s3": S3Driver,
    "sftp": SFTPDriver,
}


class StorageUnknown(MirrorFailed):
    says = _("No driver knows this storage URL. It must begin with one of these: %s")

    def __init__(self) -> None:
        super().__init__(self.says % ", ".join(f"{one}://" for one in DRIVERS))


class StorageHoldsSecret(MirrorFailed):
    says = _(
        "A storage URL is shown on screens and must not hold a password. Remove it."
    )


def open_driver(storage_url: str, credentials: Mapping[str, str]) -> Driver:
    """Return the driver of a mirror's storage, not yet entered.

    Args:
        storage_url: where files are written, without anything secret.
        credentials: what opens it, by the names its driver uses; may be empty.

    Raises:
        MirrorFailed: its scheme is unknown, or it is no valid address of its kind. The
            message does not repeat the URL.
    """
    try:
        parts = urlsplit(storage_url)
    except ValueError as error:
        raise StorageUnknown from error
    if parts.password is not None:
        raise StorageHoldsSecret
    if parts.scheme not in DRIVERS:
        raise StorageUnknown
    return DRIVERS[parts.scheme](storage_url, credentials)


def credentials_of(storage_url: str) -> Mapping[str, Credential]:
    """Return what opens the storage of an address, by name; nothing if none is known."""
    kind = DRIVERS.get(storage_url.partition(":")[0])
    return kind.CREDENTIALS if kind else {}


__all__ = [
    "Capabilities",
    "Copy",
    "Credential",
    "Driver",
    "Fence",
    "StorageHoldsSecret",
    "StorageUnknown",
    "credentials_of",
    "open_driver",
]
