"""Carry one path: whatever the published tree says about it now."""

from workflows.mirrors.contents import contents, variants
from workflows.mirrors.drivers import Driver
from workflows.press.models import PublishedFile


def carry(driver: Driver, path: str) -> int:
    """Make the mirror hold `path` as the tree has it; return the bytes sent.

    The tree is read here and not when the file was owed, so what is carried is never
    older than what was owed.

    Raises:
        FileFailed: this file cannot be carried.
        MirrorFailed: the mirror does not work.
    """
    file = PublishedFile.objects.standing().filter(path=path).first()
    if file is None:
        driver.delete(path)
        return 0
    data = contents(file.digest)
    driver.put(
        path,
        data,
        variants=variants(file.digest, data),
        media_type=file.type,
        cache=file.cache,
    )
    return len(data)
