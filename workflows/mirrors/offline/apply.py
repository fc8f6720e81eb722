"""Apply a bundle to a folder, in the house's order: whatever ends it, again finishes it."""

from collections.abc import Iterable, Iterator
from typing import Any

from workflows.mirrors.drivers.base import Copy
from workflows.mirrors.drivers.folder import FolderDriver
from workflows.mirrors.drivers.paths import VARIANTS, PathRefused
from workflows.mirrors.offline.bundle import Bundle
from workflows.mirrors.offline.prove import Proven
from workflows.mirrors.proof import layout
from workflows.mirrors.proof.verify.look import HARMLESS, File, Progress
from workflows.mirrors.rank import Rank

FRONTS = ("pages.HomePage", "pages.SectionPage")  # their pages are lists of others
IMMUTABLE = ("/media/", "/static/")

Step = tuple[Rank, str]


def apply(
    proven: Proven, bundle: Bundle, driver: FolderDriver, *, progress: Progress[Any]
) -> tuple[int, list[str]]:
    """Have a folder hold what a proven bundle says, and nothing else.

    Takes away what no manifest names, first what readers see. The head is placed once
    all that it leads to would outlast a power cut, and old metadata goes after it.

    Args:
        proven: what must be there; what the bundle lacks of it is there already.
        bundle: what it holds.
        driver: the folder's, entered.
        progress: wraps what is gone through.

    Returns:
        How many paths were removed, and which were left that are no mirror's names.

    Raises:
        Damaged: the bundle can be read no longer as it was proven.
        MirrorFailed, FileFailed: the folder does not take it.
    """
    removed, left = 0, []
    steps = sorted([*_leaving(proven, driver.paths()), *_coming(proven, bundle)])
    for rank, path in progress(steps, len(steps), "file"):
        if rank == Rank.HEAD:
            driver.flush()
        if rank not in GONE:
            driver.put(_copy(proven, bundle.forms(proven.files[path]), path))
            continue
        try:
            driver.delete(path, edition=proven.edition)
            removed += 1
        except PathRefused:
            left.append(path)
    driver.flush()
    return removed, left


GONE = {Rank.REMOVED, Rank.GONE_IMMUTABLE, Rank.GONE_METADATA}


def _leaving(proven: Proven, paths: Iterable[str]) -> Iterator[Step]:
    """Yield what lies there and is named nowhere; a compressed form goes with its file."""
    plain = {path.removesuffix(_end(path)) for path in paths}
    for path in plain - proven.files.keys():
        if path.startswith(HARMLESS):
            continue
        if path.startswith(layout.FOLDER):
            yield Rank.GONE_METADATA, path
        elif path.startswith(IMMUTABLE):
            yield Rank.GONE_IMMUTABLE, path
        else:
            yield Rank.REMOVED, path


def _end(path: str) -> str:
    return next(filter(path.endswith, VARIANTS), "")


def _coming(proven: Proven, bundle: Bundle) -> Iterator[Step]:
    for path, file in proven.files.items():
        if path in bundle:
            yield _rank(file, proven.types.get(file.target, "")), path


def _rank(file: File, of_type: str) -> Rank:
    if file.path == layout.HEAD:
        return Rank.HEAD
    if file.path.startswith(layout.FOLDER):
        return Rank.METADATA
    if file.path.startswith(IMMUTABLE):
        return Rank.IMMUTABLE
    is_list = not of_type or of_type in FRONTS or file.path.endswith(".xml")
    return Rank.LIST if is_list else Rank.PAGE


def _copy(proven: Proven, forms: dict[str, bytes], path: str) -> Copy:
    immutable = path.startswith(IMMUTABLE)
    return Copy(
        path=path,
        edition=proven.edition,
        data=forms.pop(""),
        media_type="",  # a folder keeps none
        cache="immutable" if immutable else "page",
        variants=forms,
    )
