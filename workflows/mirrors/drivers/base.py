"""What every driver can do. A driver moves bytes and knows nothing of the tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, Self

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WRITE_SECONDS = 10.0


class Fence(TextChoices):
    """How a storage keeps an older write from landing after a newer one."""

    LOCK = "lock", _("One writer at a time; the kernel takes the lock from a dead one")
    CONDITION = "condition", _("Refuses to replace what the writer has not seen")
    EDITION = "edition", _("Refuses an older edition")
    NONE = "none", _("None: written, read back, and looked at again")


@dataclass(frozen=True)
class Copy:
    """One published file on its way to a mirror.

    path: root-relative path of the published tree, with a leading slash.
    edition: the edition that last changed it.
    data: the whole file.
    media_type, cache: for storages that keep them; `cache` is a `CacheClass`.
    variants: suffix (`.gz`, `.br`) → compressed form, kept beside it where a web server
        can choose. A form that is not given is removed.
    """

    path: str
    edition: int
    data: bytes
    media_type: str
    cache: str
    variants: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Capabilities:
    """What a storage was seen to do when it was probed.

    fence: how it keeps an older write out.
    lists: whether it can name the files it holds.
    """

    fence: Fence
    lists: bool


@dataclass(frozen=True)
class Credential:
    """Something secret that opens a storage, typed by an operator and never shown again.

    label, help: what the form says beside its field.
    many_lines: whether it is a text of several lines, as a private key is.
    """

    label: str | Promise
    help: str | Promise = ""
    many_lines: bool = False


class Driver(Protocol):
    """One mirror's storage, used as a context manager: entering opens it.

    CREDENTIALS: what opens it, by name; the mirror's form follows this.
    PACKED: whether compressed forms lie beside a file; if not, none are handed over.

    Nobody else should write while it is open; `Fence` says what holds where somebody
    does: a worker frozen past its lease may wake and put an old page over a new one.

    Every method may raise `MirrorFailed` (the storage does not work: stop) or, where a
    path is given, `FileFailed` (this path does not: go on with the others). No call
    takes longer than `WRITE_SECONDS`, which is below the length of a lease; only
    entering may, and of `paths` each step counts. No call keeps more than one file of
    `folders.MOST` bytes, whatever lies there.
    """

    CREDENTIALS: ClassVar[Mapping[str, Credential]]
    PACKED: ClassVar[bool]

    def prepare(self) -> None:
        """Make an empty or already prepared storage ready for deliveries."""

    def probe(self) -> Capabilities:
        """Try on a prepared storage what it can do; leaves nothing behind."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def look(self, path: str) -> None:
        """Note what lies at `path` before the tree is asked what should lie there.

        The next `put` or `delete` of it replaces only that, where the fence is a
        condition; nothing elsewhere. Not called where the fence is `NONE`: such a
        storage may refuse what it does not know.
        """

    def put(self, copy: Copy) -> None:
        """Make the mirror serve exactly `copy`: readers see the old bytes or the new."""

    def delete(self, path: str, *, edition: int) -> None:
        """Make `path` and its compressed forms absent. Absent already is fine.

        Args:
            path: as in `Copy`.
            edition: the one that took it away, or as of which the tree has nothing here.
        """

    def flush(self) -> None:
        """Return when everything put and deleted so far would outlast a power cut."""

    def read(self, path: str) -> bytes | None:
        """Return what lies at `path`, None if nothing does.

        Raises:
            FileFailed: it is a link, or larger than any file of ours.
        """

    def paths(self) -> Iterator[str]:
        """Yield the path of every file that lies there, compressed forms included.

        Only where `Capabilities.lists`; never what is ours alone (`.masthead/`). A name
        that no table can hold has a `?` in it, as no path of ours has.
        """
