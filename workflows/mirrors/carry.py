"""Carry one path: whatever the published tree says about it now."""

from collections.abc import Iterable
from hashlib import sha256

from workflows.mirrors.contents import contents, variants
from workflows.mirrors.drivers import Copy, Driver
from workflows.mirrors.errors import NotAsWritten
from workflows.press.editions import pressed_number
from workflows.press.models import PublishedFile

Tree = dict[str, PublishedFile]


def read_tree(paths: Iterable[str], *, floor: int = 0) -> Tree:
    """Return what the published tree says about `paths` now, a row for each.

    A path that it has no row for is gone as of what was pressed before it was looked
    at: a fence takes no lesser word for it, and a greater one would shut out what is
    published there next.

    Args:
        paths: of the published tree, or strangers to it.
        floor: `editions.floor()`: whatever is older goes out as of that edition.
    """
    wanted = list(paths)
    found = PublishedFile.objects.in_bulk(wanted)
    if len(found) < len(wanted):
        pressed = pressed_number()
        found = PublishedFile.objects.in_bulk(wanted)
        for path in set(wanted) - found.keys():
            found[path] = PublishedFile(path=path, gone=True, edition=pressed)
    for file in found.values():
        file.edition = max(file.edition, floor)
    return found


def carry(driver: Driver, file: PublishedFile) -> int:
    """Make the mirror hold a path as the tree has it; return the bytes sent.

    Args:
        driver: the mirror's, entered.
        file: of `read_tree`, a moment ago and not when the path was owed: so what is
            carried is never older than what was owed.

    Raises:
        FileFailed: this file cannot be carried.
        MirrorFailed: the mirror does not work.
    """
    if file.gone:
        driver.delete(file.path, edition=file.edition)
        return 0
    data = contents(file.digest)
    driver.put(
        Copy(
            path=file.path,
            edition=file.edition,
            data=data,
            media_type=file.type,
            cache=file.cache,
            variants=variants(file.digest, data) if driver.PACKED else {},
        )
    )
    return len(data)


def read_back(driver: Driver, file: PublishedFile) -> None:
    """Read what lies there and compare: for storages where nothing keeps others out.

    Raises:
        NotAsWritten: it is not what was carried.
        MirrorFailed: the mirror does not work.
    """
    wanted = None if file.gone else file.digest
    found = driver.read(file.path)
    if wanted != (None if found is None else sha256(found).hexdigest()):
        raise NotAsWritten
