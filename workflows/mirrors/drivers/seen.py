"""What a run has seen of a bucket, so that it asks as little as it can."""

from contextlib import suppress

import obstore
from obstore.store import S3Store

SINGLE = 32  # looks that ask for one object each, before one asks for many
MANY = 1000  # objects in one answer of S3's list
MOST = 100_000  # ETags remembered; beyond that it starts anew

END = "\U0010ffff"  # after every key


class Seen:
    """ETags by key. What is out of date does no harm: the write is refused, and it asks anew.

    A small delivery asks object by object. A large one would pay a request for each of
    its files; now and then it asks for a thousand keys instead, and so learns what is
    absent between them too: first for those that come first, which is all that a new
    mirror has, later for those that follow the one it wants to know.
    """

    def __init__(self, store: S3Store) -> None:
        self._store = store
        self._tags: dict[str, str | None] = {}
        self._spans: list[tuple[str, str]] = []  # after the first, up to the second
        self._doubted: set[str] = set()
        self._lists = 0
        self._asked = 0  # since the last of them

    def at(self, key: str) -> str | None:
        """Return the ETag of what lies at `key`, None if nothing does."""
        if key in self._tags:
            return self._tags[key]
        if key not in self._doubted and self._listed(key):
            return self._tags.get(key)
        return self.surely_at(key)

    def surely_at(self, key: str) -> str | None:
        """The same, never concluded from its absence in a list."""
        if key not in self._tags:
            self._asked += 1
            self._tags[key] = None
            with suppress(FileNotFoundError):
                self._tags[key] = obstore.head(self._store, key)["e_tag"]
        return self._tags[key]

    def note(self, key: str, tag: str | None) -> None:
        """Remember what was just written (its ETag) or removed (None)."""
        self._doubted.discard(key)
        self._tags[key] = tag

    def forget(self, key: str) -> None:
        """Ask for it the next time, whatever a list said."""
        self._tags.pop(key, None)
        self._doubted.add(key)

    def _listed(self, key: str) -> bool:
        """Say whether a list told of `key`; ask for one if it is time to."""
        if not self._spanned(key) and self._asked >= SINGLE:
            self._list_after(key[:-1] if self._lists else "")
        return key in self._tags or self._spanned(key)

    def _spanned(self, key: str) -> bool:
        return any(first < key <= last for first, last in self._spans)

    def _list_after(self, before: str) -> None:
        self._lists += 1
        self._asked = 0
        if len(self._tags) > MOST:
            self._tags.clear()
            self._spans.clear()
        parts = obstore.list(self._store, offset=before or None, chunk_size=MANY)
        found = next(iter(parts), [])
        keys = [one["path"] for one in found]
        self._tags.update((one["path"], one["e_tag"]) for one in found)
        if keys == sorted(keys):  # not every server keeps S3's order
            last = keys[-1] if len(keys) == MANY else END
            self._spans.append((before, last))
