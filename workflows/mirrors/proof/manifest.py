"""Manifests: what an address must serve of a page, file by file, and what it must not."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from pages.models import PublishedDocument, Use
from pages.models.document import State
from workflows.mirrors.proof.layout import FOLDER, address_digest
from workflows.mirrors.proof.owed import LISTS, MEDIA, MONTH, SITEMAP
from workflows.press.models import PublishedFile

Row = tuple[str, str, int, int]  # path, digest, bytes, edition
COLUMNS = ("path", "digest", "size", "edition")


@dataclass(frozen=True)
class Manifest:
    data: bytes
    edition: int
    state: str


def manifests(names: Collection[str]) -> dict[str, Manifest]:
    """Return target → manifest, as the published tree is now.

    A handful of queries, however many they are. A page without a document has none: it
    was never public.
    """
    pages = {page_id_of(name): name for name in names if name.startswith("stories/")}
    documents = PublishedDocument.objects.in_bulk(list(pages))
    own, shown = _own_files(documents), _media(documents)
    gone = _gone([one for one in documents.values() if one.state != State.LIVE])
    found = {
        pages[page_id]: _of_page(document, own[page_id], shown[page_id], gone[page_id])
        for page_id, document in documents.items()
    }
    return found | {
        name: _of_list(name) for name in names if name not in pages.values()
    }


def _of_page(
    document: PublishedDocument,
    files: list[Row],
    pictures: list[Row],
    gone: list[str],
) -> Manifest:
    """The edition is the newest of anything in it: a page also changes with others."""
    edition = max([document.edition, *(file[3] for file in files)])
    said: dict[str, Any] = {
        "id": document.page_id,
        "type": document.type,
        "edition": edition,
        "state": document.state,
        "address": document.html_path,
        "files": _files([*files, *pictures]),
    }
    if document.state != State.LIVE:
        said["gone"] = {
            "paths": [f"/api/v2/pages/{document.page_id}/index.json"],
            "addresses": sorted(map(address_digest, gone)),
        }
    return Manifest(_text(said), edition, document.state)


def _of_list(name: str) -> Manifest:
    month = MONTH.fullmatch(name)
    files = PublishedFile.objects.standing().filter(page_id=None)
    if month:
        files = files.filter(path__startswith=f"/sitemaps/{month[1]}")
    else:
        files = files.exclude(path__startswith=FOLDER).exclude(path__startswith=MEDIA)
    rows: list[Row] = list(files.order_by("path").values_list(*COLUMNS))
    if name == LISTS:
        rows = [row for row in rows if not SITEMAP.fullmatch(row[0])]
    edition = max((row[3] for row in rows), default=0)
    said = {"edition": edition, "state": State.LIVE, "files": _files(rows)}
    return Manifest(_text(said), edition, State.LIVE)


def _own_files(page_ids: Iterable[int]) -> dict[int, list[Row]]:
    found = defaultdict(list)
    files = PublishedFile.objects.standing().filter(page_id__in=list(page_ids))
    for page_id, *row in files.order_by("path").values_list("page_id", *COLUMNS):
        found[page_id].append(tuple(row))
    return found


def _media(page_ids: Iterable[int]) -> dict[int, list[Row]]:
    """Return the pictures that pages show, in cards too, and that stand in the tree."""
    uses = Use.objects.filter(
        page_id__in=list(page_ids), ref__regex=f"^(file|card):{MEDIA}"
    )
    shown = defaultdict(set)
    for page_id, ref in uses.values_list("page_id", "ref"):
        shown[page_id].add(ref.partition(":")[2])
    paths = {path for of_page in shown.values() for path in of_page}
    files = PublishedFile.objects.standing().filter(path__in=paths)
    rows: dict[str, Row] = {row[0]: row for row in files.values_list(*COLUMNS)}
    found = {
        page_id: [rows[path] for path in sorted(of_page) if path in rows]
        for page_id, of_page in shown.items()
    }
    return defaultdict(list, found)


def _gone(documents: Collection[PublishedDocument]) -> dict[int, list[str]]:
    """Return the paths of pages that were taken away, and nobody has used since.

    Pictures belong to no page, but the number of the takedown that took them.
    """
    page_of = {one.edition: one.page_id for one in documents}
    own = Q(page_id__in=list(page_of.values()))
    shared = Q(page_id=None, edition__in=list(page_of))
    found = defaultdict(list)
    files = PublishedFile.objects.filter(own | shared, gone=True)
    for path, page_id, edition in files.values_list("path", "page_id", "edition"):
        if not path.startswith((FOLDER, "/sitemaps/")):
            found[page_id or page_of[edition]].append(path)
    return found


def _files(rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    return {path: {"sha256": digest, "length": size} for path, digest, size, _ in rows}


def page_id_of(name: str) -> int:
    """Return which page the target `stories/12.json` is about."""
    return int(name.removeprefix("stories/").removesuffix(".json"))


def _text(said: dict[str, Any]) -> bytes:
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()
