"""Change the published tree: put files, take files away, and tell the rooms above."""

import re
from collections.abc import Iterable

from django.db import connection

from workflows.press import store
from workflows.press.models import CacheClass, PublishedFile
from workflows.press.signals import tree_changed

SAFE_PATH = re.compile(r"/[a-zA-Z0-9._/-]{0,1000}")


LOCK = 0x6D617374  # one advisory lock for everything that writes the tree


def lock() -> None:
    """Wait until no other transaction is changing the tree; held until this one ends.

    Short by design: rendering happens before. Without it a takedown could remove a
    picture which a press, not yet committed, has just begun to show.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


class UnsafePath(ValueError):
    """This address holds something that is no name on every mirror; change the slug."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path!r}: {type(self).__doc__}")


class TreeChange:
    """What one edition does to the tree. Call `announce()` once, in the same transaction."""

    def __init__(self, edition: int, *, urgent: bool = False) -> None:
        self.edition = edition
        self.urgent = urgent
        self.files: list[PublishedFile] = []

    def put(
        self, path: str, data: bytes, media_type: str, *, page_id: int | None = None
    ) -> None:
        """Have `path` hold `data`; nothing happens when it does already.

        Raises:
            UnsafePath: `path` could leave the tree or is no plain name.
        """
        check_path(path)
        digest = store.keep(data, media_type)
        now = PublishedFile.objects.filter(path=path).first()
        if now and not now.gone and now.digest == digest and now.page_id == page_id:
            return
        shared = path.startswith(("/media/", "/static/"))
        file = PublishedFile(
            path=path,
            digest=digest,
            size=len(data),
            type=media_type,
            cache=CacheClass.IMMUTABLE if shared else CacheClass.PAGE,
            edition=self.edition,
            page_id=page_id,
        )
        file.save(force_update=now is not None, force_insert=now is None)
        self.files.append(file)

    def remove(self, files: Iterable[PublishedFile]) -> None:
        """Take standing files away. Their rows stay: a mirror must hear that they are gone."""
        for file in files:
            file.gone, file.edition, file.page_id = True, self.edition, None
            file.save(update_fields=["gone", "edition", "page_id"])
            self.files.append(file)

    def announce(self) -> None:
        """Tell the rooms above which files changed."""
        if self.files:
            tree_changed.send(sender=type(self), files=self.files, urgent=self.urgent)


def check_path(path: str) -> None:
    parts = path.split("/")
    if not SAFE_PATH.fullmatch(path) or ".." in parts or "." in parts or "//" in path:
        raise UnsafePath(path)
