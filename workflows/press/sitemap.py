"""Sitemaps: a month in parts by page id, so that a publication rewrites one small file."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from pages.models import PublishedDocument
from pages.models.document import PublishedDocumentQuerySet
from pages.public import sitemaps
from workflows.press.models import Edition, PublishedFile
from workflows.press.tree import TreeChange

XML = "application/xml"
FOLDER = "/sitemaps/"
# Page ids in one part. It is written under the tree's lock, so it takes milliseconds;
# and it is far below the protocol's 50,000 addresses and 50 MB.
PART = 1000
NEWS_WINDOW = timedelta(days=2)  # Google News reads no further back
NEWS_LIMIT = 1000


def put(change: TreeChange, page_id: int, at: datetime | None) -> None:
    """Write the part that lists the page; take it away when nothing is left in it.

    Args:
        change: what is done to the tree.
        page_id: a page that was published, changed or taken down just now.
        at: when it was first published; decides the month (UTC).
    """
    if at is None:
        return
    month = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    parts = {page_id // PART}
    whole = PublishedFile.objects.standing().filter(path=f"{FOLDER}{month:%Y-%m}.xml")
    if whole.exists():  # a month was one file in 0.1
        ids = _listed_in(month).values_list("page_id", flat=True)
        parts |= {listed // PART for listed in ids}
        change.remove(whole)
    for part in sorted(parts):
        _put_part(change, month, part)


def _put_part(change: TreeChange, month: datetime, part: int) -> None:
    path = f"{FOLDER}{month:%Y-%m}-{part}.xml"
    first = part * PART
    pages = _listed_in(month).filter(page_id__gte=first, page_id__lt=first + PART)
    found = pages.order_by("page_id").values_list("html_path", "last_published_at")
    if entries := list(found):
        change.put(path, sitemaps.sitemap(settings.PRIMARY_URL, entries), XML)
    else:
        change.remove(PublishedFile.objects.standing().filter(path=path))


def _listed_in(month: datetime) -> PublishedDocumentQuerySet:
    following = (month + timedelta(days=32)).replace(day=1)
    return PublishedDocument.objects.live().filter(
        first_published_at__gte=month, first_published_at__lt=following
    )


def index() -> bytes:
    """Return `/sitemap.xml`: every part, with the time that part last changed."""
    files = PublishedFile.objects.standing().filter(path__startswith=FOLDER)
    parts = list(files.order_by("path").values_list("path", "edition"))
    cut = Edition.objects.filter(number__in={edition for _, edition in parts})
    at = dict(cut.values_list("number", "at"))
    found = [(path, at.get(edition)) for path, edition in parts]
    return sitemaps.sitemap_index(settings.PRIMARY_URL, found)


def news(documents: list[dict[str, object]]) -> bytes:
    """Return `/news-sitemap.xml` of the stories given."""
    return sitemaps.news_sitemap(
        settings.PRIMARY_URL, settings.NEWSROOM_NAME, settings.LANGUAGE_CODE, documents
    )


def news_since() -> datetime:
    return timezone.now() - NEWS_WINDOW
