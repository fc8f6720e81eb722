"""Which names may stand in the published tree: any server must read them as they are."""

LONGEST_PATH = 1024  # characters
LONGEST_NAME = 255  # bytes, as folders hold them
COMPRESSED = (".gz", ".br")  # forms of a file, which lie beside it
PUBLIC_DOT = ".well-known"  # RFC 8615; the one hidden folder that is served
# RFC 3986 §3.3: what a path's segment may hold, but for `*`. A space is sent as %20. What
# is missing has a meaning to some server, shell or disk: % \ ? # " < > | ^ ` { } [ ]
ASCII = frozenset("-._~!$&'()+,;=:@ ")


def is_safe(path: str) -> bool:
    """Say whether `path`, from the root with a leading slash, can be a file on any mirror."""
    root, *names = path.split("/")
    if names[:1] == [PUBLIC_DOT]:
        names = names[1:]
    return (
        not root
        and bool(names)
        and all(map(is_plain, names))
        and len(path) <= LONGEST_PATH
        # Its compressed forms lie beside it: there must be room for their ending.
        and is_plain(names[-1] + COMPRESSED[0])
        and not path.endswith(COMPRESSED)
    )


def is_plain(name: str) -> bool:
    """Say whether `name` is one: nothing hidden, invisible or special in it.

    Letters of every script are fine, as in old addresses. Control and format
    characters are not (Unicode's C and Z categories), nor is a dot in front.
    """
    return (
        bool(name)
        and name == name.strip()
        and not name.startswith(".")
        and all(map(_is_harmless, name))
        and len(name.encode(errors="replace")) <= LONGEST_NAME
    )


def _is_harmless(letter: str) -> bool:
    if letter.isascii():
        return letter.isalnum() or letter in ASCII
    return letter.isprintable()
