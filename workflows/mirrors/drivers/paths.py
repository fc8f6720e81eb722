"""Which paths of the published tree may leave the building."""

from django.utils.translation import gettext_lazy as _

from workflows.mirrors.errors import FileFailed
from workflows.press import names

VARIANTS = names.COMPRESSED  # beside a file; a path of its own would collide with them
ODD = "?"


class PathRefused(FileFailed):
    says = _(
        "This path is not safe on a mirror. Letters, digits, spaces and - . _ ~ ! $ &"
        " ' ( ) + , ; = : @ are."
    )


def split(path: str) -> list[str]:
    """Return the names on the way to `path`; a leading slash is the mirror's root.

    Asked again, although the tree has asked: what a web server might decode, what is
    hidden and what leads elsewhere never reaches a mirror, however it got into the tree.

    Raises:
        PathRefused: it could leave the mirror's folder or hide in it.
    """
    relative = path.removeprefix("/")
    if not names.is_safe(f"/{relative}"):
        raise PathRefused
    return relative.split("/")


def readable(name: str) -> str:
    """Return a name found on a mirror as a table takes it.

    What cannot be written down, or is too long, gets a `?`: no path of ours has one, so
    it is named where people look, and nothing is touched in its place.
    """
    text = name.encode(errors="replace").decode().replace("\0", ODD)
    return (
        text
        if len(text) <= names.LONGEST_PATH
        else text[: names.LONGEST_PATH - 1] + ODD
    )
