"""What a head says that somebody signed, if the signature is ours."""

from dataclasses import dataclass

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Timestamp
from tuf.api.serialization import DeserializationError

from workflows.mirrors.proof import layout, roots
from workflows.press.models import Edition


@dataclass(frozen=True)
class Head:
    """What a head says: the number of its edition, and when that was cut."""

    edition: int
    cut: str


def read(data: bytes) -> Head | None:
    """Return what a head (`timestamp.json`) says; None unless our root vouches for it."""
    root = roots.standing()
    if root is None:
        return None
    try:
        head = Metadata[Timestamp].from_bytes(data)
        root.verify_delegate(layout.TIMESTAMP, head.signed_bytes, head.signatures)
        said = head.signed.unrecognized_fields
        return Head(int(said["edition"]), str(said["cut"]))
    except (RepositoryError, DeserializationError, ValueError, KeyError):
        return None


def is_known(head: Head) -> bool:
    """Say whether our database has the edition that a head speaks of: that very one."""
    return head.cut == cut_of(head.edition)


def cut_of(number: int) -> str:
    """Return when an edition was cut (UTC, ISO 8601); empty if there is none."""
    edition = Edition.objects.filter(number=number).first()
    return edition.at.isoformat() if edition else ""
