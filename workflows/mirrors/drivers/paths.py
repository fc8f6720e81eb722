"""Which paths of the published tree may leave the building."""

import re

from workflows.mirrors.errors import FileFailed

# No dot in front: `..`, hidden files and our own folder are out. No `%`, no backslash,
# no control characters: what a web server might decode never reaches it.
NAME = r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]{0,254}"
PATH = re.compile(rf"/?(?:\.well-known/)?{NAME}(?:/{NAME})*")
LONGEST = 1024  # characters, as in PublishedFile
VARIANTS = (".gz", ".br")  # beside a file; a path of its own would collide with them


class PathRefused(FileFailed):
    """This path is not safe on a mirror: only ASCII letters, digits and - _ . ~ are."""


def split(path: str) -> list[str]:
    """Return the names on the way to `path`; a leading slash is the mirror's root.

    Raises:
        PathRefused: it could leave the mirror's folder or hide in it.
    """
    unsafe = len(path) > LONGEST or not PATH.fullmatch(path)
    if unsafe or path.endswith(VARIANTS):
        raise PathRefused(f"{path[:80]!r}: {PathRefused.__doc__}")
    return path.removeprefix("/").split("/")
