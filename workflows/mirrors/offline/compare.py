"""Compare a proven bundle with a folder: what it stands at, and what is nowhere."""

from concurrent.futures import Executor
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Timestamp
from tuf.api.serialization import DeserializationError

from pages.refusals import SaysItself
from workflows.mirrors.offline.bundle import Bundle
from workflows.mirrors.offline.prove import Proven
from workflows.mirrors.proof import layout
from workflows.mirrors.proof.verify.look import Progress, check_files
from workflows.mirrors.proof.verify.places import Folder

SHOWN = 5  # paths in a refusal


class OtherHead(SaysItself):
    says = _(
        "The head of this folder is not signed by the newsroom whose root was given, so"
        " nothing was changed. Is it the right folder, and root.json as old as its mirror?"
        " If the head is damaged, remove .well-known/tuf/timestamp.json there."
    )


class OlderThanFolder(SaysItself):
    says = _(
        "The folder stands at edition %(stands)d already, and this bundle is older: it has"
        " edition %(brings)d. Nothing was changed."
    )


class Incomplete(SaysItself):
    says = _(
        "Neither the bundle nor the folder has these files as they were signed: %(paths)s."
        " Nothing was changed. The folder stands at edition %(stands)d: export with --since"
        " %(stands)d. If that was done, they were lost or changed here: export with --since 0."
    )


def compare(
    proven: Proven,
    bundle: Bundle,
    folder: Path,
    pool: Executor,
    *,
    progress: Progress[Any],
) -> int:
    """Return the edition that a folder stands at, if the bundle leads on from there.

    Args:
        proven: what the bundle says.
        bundle: what it holds.
        folder: a mirror's; one that is empty or missing stands at 0.
        pool: several files are read at once.
        progress: wraps what is gone through.

    Raises:
        OtherHead: its head is none of this newsroom's.
        OlderThanFolder: the bundle leads back.
        Incomplete: some files would be missing.
    """
    place = Folder(folder)
    head = _head(place, proven.roots)
    stands = int(head.unrecognized_fields.get("edition", 0)) if head else 0
    if head and (stands > proven.edition or head.version > proven.version):
        says = {"stands": stands, "brings": proven.edition}
        raise OlderThanFolder(OlderThanFolder.says % says)
    rest = [file for path, file in proven.files.items() if path not in bundle]
    findings = check_files(place, rest, pool, progress)
    if findings:
        paths = ", ".join(islice((one.path for one in findings), SHOWN))
        more = f" (+{len(findings) - SHOWN})" if len(findings) > SHOWN else ""
        raise Incomplete(Incomplete.says % {"paths": paths + more, "stands": stands})
    return stands


def _head(place: Folder, roots: list[Root]) -> Timestamp | None:
    """Return the head of the folder, signed under any root; None if it has none."""
    answer = place.get(layout.HEAD)
    if answer.status != 200:
        return None
    try:
        head = Metadata[Timestamp].from_bytes(answer.data)
    except (DeserializationError, ValueError) as error:
        raise OtherHead from error
    if not any(_vouches(root, head) for root in roots):
        raise OtherHead
    return head.signed


def _vouches(root: Root, head: Metadata[Timestamp]) -> bool:
    try:
        root.verify_delegate(layout.TIMESTAMP, head.signed_bytes, head.signatures)
    except RepositoryError:
        return False
    return True
