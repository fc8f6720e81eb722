"""What every driver can do. A driver moves bytes and knows nothing of editions."""

from collections.abc import Mapping
from typing import Protocol, Self


class Driver(Protocol):
    """One mirror's storage, used as a context manager: entering opens it.

    While it is open nobody else writes there, if the storage has a way to promise it:
    a worker frozen past its lease would otherwise wake and put an old page over a new.

    Every method may raise `MirrorFailed` (the storage does not work: stop) or, where a
    path is given, `FileFailed` (this path does not: go on with the others).
    """

    def prepare(self) -> None:
        """Make an empty or already prepared storage ready for deliveries."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def put(
        self,
        path: str,
        data: bytes,
        *,
        variants: Mapping[str, bytes],
        media_type: str,
        cache: str,
    ) -> None:
        """Make `path` serve exactly `data`: readers see the old bytes or the new.

        Args:
            path: root-relative path of the published tree.
            data: the whole file.
            variants: suffix (`.gz`, `.br`) → compressed form, kept beside it. A form
                that is not given is removed.
            media_type: for storages that keep one.
            cache: `page` or `immutable` (`CacheClass`), for storages that keep it.
        """

    def delete(self, path: str) -> None:
        """Make `path` and its compressed forms absent. Absent already is fine."""
