"""Media files of the published tree: there while a public page shows them.

A page's own files are noted as `file:…`; those of others that it shows, in the cards of
fronts and related stories, as `card:…`.
"""

import re
from collections.abc import Iterable

from django.db import connection

from pages.models import Use
from pages.public.resolver import Resolver
from workflows.press.models import PublishedFile
from workflows.press.tree import TreeChange

FOLDER = "/media/"
# A picture may be shown by a tenth of the archive: one who shows it is enough to know.
SHOWN = """
SELECT path FROM unnest(%(paths)s::text[]) AS path WHERE EXISTS (
    SELECT FROM pages_use WHERE ref = %(kind)s || ':' || path AND page_id <> %(page)s)
"""
ADDRESS = re.compile(rb"/media/[0-9a-f]{64}(?:\.[a-z0-9]+)?")


def put(change: TreeChange, resolver: Resolver) -> None:
    """Have every file that the page shows lie in the tree."""
    standing = set(
        PublishedFile.objects.standing()
        .filter(path__in=resolver.media)
        .values_list("path", flat=True)
    )
    for path, media in resolver.media.items():
        if path not in standing:
            with media.file.open("rb") as file:
                change.put(path, file.read(), media.type)


def note_uses(page_id: int, resolver: Resolver, files: Iterable[bytes]) -> None:
    """Write down what the page shows now; `files` are its own, as they were rendered."""
    Use.objects.filter(page_id=page_id).delete()
    shown = {found.decode() for data in files for found in ADDRESS.findall(data)}
    own = {f"file:{path}": None for path in resolver.media}
    others = {f"card:{path}": None for path in shown - resolver.media.keys()}
    Use.objects.bulk_create(
        Use(page_id=page_id, ref=ref, form=form)
        for ref, form in (resolver.uses | own | others).items()
    )


def files_of(page_id: int) -> set[str]:
    """Return the address of every file that the page shows, in cards too."""
    uses = Use.objects.filter(page_id=page_id, ref__regex="^(file|card):")
    return {ref.partition(":")[2] for ref in uses.values_list("ref", flat=True)}


def only_of(page_id: int) -> set[str]:
    """Return the files of a page that no other page shows as its own, whatever cards do."""
    shown = files_of(page_id)
    return shown - _shown(shown, "file", but_by=page_id)


def remove_unused(change: TreeChange, paths: set[str]) -> None:
    """Take away those of `paths` that no public page shows any more."""
    remove(change, paths - _shown(paths, "file") - _shown(paths, "card"))


def remove(change: TreeChange, paths: set[str]) -> None:
    change.remove(PublishedFile.objects.standing().filter(path__in=paths))


def _shown(paths: set[str], kind: str, *, but_by: int = 0) -> set[str]:
    """Return those of `paths` that any page shows, without reading all who do.

    Args:
        paths: addresses of files.
        kind: `file` or `card`.
        but_by: a page that does not count.
    """
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, {"paths": list(paths), "kind": kind, "page": but_by})
        return {path for (path,) in cursor.fetchall()}
