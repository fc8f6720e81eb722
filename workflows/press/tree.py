"""Change the published tree: put files, take files away, and tell the rooms above."""

import re
from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pages.refusals import SaysItself
from workflows.press import names, store
from workflows.press.models import CacheClass, PublishedFile
from workflows.press.signals import tree_changed

# Its name is its digest, so it never changes; web servers in deploy/ hold to this too.
IMMUTABLE = re.compile(r"/(media|static)/[0-9a-f]{64}(\.[^/]*)?")

COLUMNS = ("digest", "size", "type", "cache", "edition", "gone", "page_id")
LOCK = 0x6D617374  # one advisory lock for everything that writes the tree


def lock() -> None:
    """Wait until no other transaction is changing the tree; held until this one ends.

    Short by design: rendering happens before. Without it a takedown could remove a
    picture which a press, not yet committed, has just begun to show.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


class UnsafePath(SaysItself, ValueError):
    says = _(
        "This address holds something that is no name on every mirror; change the slug."
    )

    def __init__(self, path: str) -> None:
        super().__init__(f"{path!r}: {self.says}")


class PathTaken(SaysItself, ValueError):
    says = _(
        "A file cannot have the name of a folder, nor a folder that of a file. Change one."
    )

    def __init__(self, path: str, standing: str) -> None:
        super().__init__(f"{path} and {standing}: {self.says}")


class TreeChange:
    """What one edition does to the tree. Call `announce()` once, in the same transaction.

    The press goes by urgency, so a file that several pages write may be written for an
    older edition after a newer one. Its number never falls: who refuses what is older
    than what they have would refuse what is newer.
    """

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
            PathTaken: a standing file is a folder of `path`, or lies below it.
        """
        check_path(path)
        digest = store.keep(data, media_type)
        now = PublishedFile.objects.filter(path=path).first()
        if now and not now.gone and now.digest == digest and now.page_id == page_id:
            return
        if now is None or now.gone:
            check_room(path)
        file = PublishedFile(
            path=path,
            digest=digest,
            size=len(data),
            type=media_type,
            cache=cache_class(path),
            edition=max(self.edition, now.edition if now else 0),
            page_id=page_id,
        )
        file.save(force_update=now is not None, force_insert=now is None)
        self.files.append(file)

    def put_below(
        self, folder: str, files: Mapping[str, bytes], media_type: str
    ) -> None:
        """Have many files lie below a folder that nothing else is written to.

        As `put` for each of them, in two statements.

        Raises:
            UnsafePath: a path could leave the folder or is no plain name.
        """
        for path in files:
            if not path.startswith(folder):
                raise UnsafePath(path)
            check_path(path)
        there = PublishedFile.objects.in_bulk(list(files))
        standing = {path: now.digest for path, now in there.items() if not now.gone}
        rows = [
            PublishedFile(
                path=path,
                digest=digest,
                size=len(data),
                type=media_type,
                edition=max(self.edition, there[path].edition if path in there else 0),
            )
            for path, data in sorted(files.items())
            if (digest := store.keep(data, media_type)) != standing.get(path)
        ]
        PublishedFile.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["path"], update_fields=COLUMNS
        )
        self.files += rows

    def remove(self, files: Iterable[PublishedFile]) -> None:
        """Take files away; what is gone already is owed anew, as of this edition.

        Their rows stay: mirrors must hear that they are gone, and proof of which page.
        """
        for file in files:
            file.gone, file.edition = True, max(self.edition, file.edition)
            file.save(update_fields=["gone", "edition"])
            self.files.append(file)

    def announce(self) -> None:
        """Tell the rooms above which files changed."""
        if self.files:
            tree_changed.send(sender=type(self), files=self.files, urgent=self.urgent)


def cache_class(path: str) -> CacheClass:
    return CacheClass.IMMUTABLE if IMMUTABLE.fullmatch(path) else CacheClass.PAGE


def check_path(path: str) -> None:
    if not names.is_safe(path):
        raise UnsafePath(path)


def check_room(path: str) -> None:
    """Refuse a path that a mirror's folder could not hold beside what stands."""
    above = [path[:end] for end, letter in enumerate(path) if letter == "/" and end]
    near = Q(path__in=above) | Q(path__startswith=f"{path}/")
    standing = PublishedFile.objects.standing().filter(near).first()
    if standing:
        raise PathTaken(path, standing.path)
