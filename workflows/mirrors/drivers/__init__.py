"""How bytes reach a mirror: one file per kind of storage, chosen by its URL's scheme.

base      what every driver can do
paths     which paths may leave the building
folders   walking and writing below an open folder
folder    file:///srv/mirror, a folder on this machine
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from workflows.mirrors.drivers.base import Driver
from workflows.mirrors.drivers.folder import FolderDriver
from workflows.mirrors.errors import MirrorFailed

DRIVERS: dict[str, Callable[[str], Driver]] = {"file": FolderDriver}


class StorageUnknown(MirrorFailed):
    says = _("No driver knows this storage URL. Use file:///an/absolute/folder.")


class StorageHoldsSecret(MirrorFailed):
    says = _(
        "A storage URL is shown on screens and must not hold a password. Remove it."
    )


def open_driver(storage_url: str) -> Driver:
    """Return the driver of a mirror's storage, not yet entered.

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
    return DRIVERS[parts.scheme](storage_url)


__all__ = ["Driver", "StorageHoldsSecret", "StorageUnknown", "open_driver"]
