"""Files that lie on a mirror and that the published tree does not name: they must go."""

from collections.abc import Iterable, Iterator
from itertools import islice

import structlog

from workflows.mirrors.discreet import name
from workflows.mirrors.models import Mirror
from workflows.mirrors.observing.listing import listed
from workflows.mirrors.owe import owe_again
from workflows.press import names
from workflows.press.models import PublishedFile

log = structlog.get_logger("masthead.mirrors")

AT_ONCE = 1000  # paths in one question to the database
MOST = 100_000  # strangers in one listing; a storage may name new ones for ever


def remove(mirror: Mirror) -> list[str]:
    """Have a mirror owe the removal of what it holds and should not.

    Returns:
        The paths of what stays, because no file of the tree may be called so
        (`names.is_safe`): somebody must remove it by hand.
    """
    found = list(islice(_unknown(listed(mirror)), MOST))
    stay = [path for path in found if not names.is_safe(_plain(path))]
    if stay:
        log.warning("strangers_stay", mirror=mirror.name, files=len(stay))
    go = [path for path in found if names.is_safe(_plain(path))]
    for path in go:
        log.warning("stranger", mirror=mirror.name, path=name(path, stands=False))
    owe_again(mirror, sorted({_plain(path) for path in go}))
    return stay


def _unknown(paths: Iterable[str]) -> Iterator[str]:
    """Yield those of `paths` that are no standing file, nor a compressed form of one."""
    rest = iter(paths)
    while some := list(islice(rest, AT_ONCE)):
        # The database would not even take some of the names that a disk holds.
        plain = filter(names.is_safe, {_plain(path) for path in some})
        standing = PublishedFile.objects.standing().filter(path__in=plain)
        known = set(standing.values_list("path", flat=True))
        yield from (path for path in some if _plain(path) not in known)


def _plain(path: str) -> str:
    end = next(filter(path.endswith, names.COMPRESSED), "")
    return path.removesuffix(end)
