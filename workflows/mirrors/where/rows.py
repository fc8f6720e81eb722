"""Where one page is: owed, carried and seen, for each mirror, each feed and the API."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from pages.models import PublishedDocument
from workflows.mirrors.models import DueFile, DueLook, Mirror
from workflows.mirrors.models.mirror import OWING
from workflows.press import fronts
from workflows.press.models import DuePage, Edition, PublishedFile
from workflows.press.render.feeds import RSS

Counts = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """One mirror.

    owed: the newest edition of the page that it is still to get; None: nothing is owed.
    files: how many files that are.
    unseen: how many files were carried and not yet seen at its address.
    since: since when it is behind.
    error: what stands in the way, in words.
    """

    mirror: Mirror
    owed: int | None = None
    files: int = 0
    unseen: int = 0
    since: datetime | None = None
    error: str = ""

    @property
    def is_there(self) -> bool:
        """Whether its address was seen to show the newest edition of the page."""
        return self.mirror.is_asked and self.owed is None and not self.unseen


@dataclass(frozen=True)
class Feed:
    """One feed that may name the page: its edition, and how many mirrors lack it."""

    path: str
    edition: int
    owed: int
    unseen: int


@dataclass(frozen=True)
class Where:
    """Everything about one page.

    document: what the API answers with; None if it never was public.
    pressing: what the press still owes of it.
    """

    document: PublishedDocument | None
    pressing: DuePage | None
    mirrors: list[Row]
    feeds: list[Feed]

    @property
    def asked(self) -> int:
        return sum(row.mirror.is_asked for row in self.mirrors)

    @property
    def there(self) -> int:
        return sum(row.is_there for row in self.mirrors)

    @property
    def is_done(self) -> bool:
        return not self.pressing and self.there == self.asked


def of_page(page_id: int) -> Where:
    """Return where a page is. The same number of queries however many mirrors there are."""
    document = PublishedDocument.objects.filter(pk=page_id).first()
    paths = paths_of(document) if document else []
    return Where(
        document,
        DuePage.objects.filter(pk=page_id).first(),
        _mirrors(paths),
        _feeds(document) if document else [],
    )


def paths_of(document: PublishedDocument) -> list[str]:
    """Return the paths of a page's own files, gone ones too, and what its takedown removed."""
    own = Q(page_id=document.page_id)
    if document.state != "live":
        own |= Q(page_id=None, gone=True, edition=document.edition)
    return list(PublishedFile.objects.filter(own).values_list("path", flat=True))


def _mirrors(paths: Collection[str]) -> list[Row]:
    owed = _owed(paths)
    unseen = _per_mirror(
        DueLook.objects.filter(path__in=paths),
        unseen=Count("pk"),
        since=Min("carried_at"),
        seen=Max("seen"),
    )
    return [
        _row(one, owed.get(one.pk, {}), unseen.get(one.pk, {}))
        for one in Mirror.objects.all()
    ]


def _owed(paths: Collection[str]) -> Counts:
    found = _per_mirror(
        DueFile.objects.filter(path__in=paths),
        owed=Max("edition"),
        oldest=Min("edition"),
        files=Count("pk"),
        error=Max("last_error"),
    )
    numbers = {row["oldest"] for row in found.values()}
    times = Edition.objects.in_bulk(list(numbers))
    for row in found.values():
        edition = times.get(row.pop("oldest"))
        row["since"] = edition.at if edition else None
    return found


def _row(mirror: Mirror, owed: dict[str, Any], unseen: dict[str, Any]) -> Row:
    error = owed.get("error") or (mirror.last_error if owed else "")
    if unseen and not error:
        error = mirror.unseen_because or unseen["seen"]
    return Row(
        mirror,
        owed=owed.get("owed"),
        files=owed.get("files", 0),
        unseen=unseen.get("unseen", 0),
        since=owed.get("since") or unseen.get("since"),
        error=error,
    )


def _per_mirror(rows: QuerySet[Any], **counts: Any) -> Counts:
    counted = rows.values("mirror").order_by("mirror").annotate(**counts)
    return {row.pop("mirror"): row for row in counted}


def _feeds(document: PublishedDocument) -> list[Feed]:
    above = fronts.of_document(document)
    files = PublishedFile.objects.standing().filter(page_id__in=above, type=RSS)
    found = list(files.order_by(F("path")))
    owed, unseen = _lacking(DueFile, found), _lacking(DueLook, found)
    return [
        Feed(one.path, one.edition, owed.get(one.path, 0), unseen.get(one.path, 0))
        for one in found
    ]


def _lacking(table: Any, files: Iterable[PublishedFile]) -> dict[str, int]:
    rows = table.objects.filter(path__in=[one.path for one in files])
    return dict(
        rows.filter(mirror__state__in=OWING)
        .values_list("path")
        .order_by("path")
        .annotate(Count("pk"))
    )
