"""Sitemaps: one file a month, so that a publication rewrites one month and the index."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import TruncMonth
from django.utils import timezone

from pages.models import PublishedDocument
from pages.public import sitemaps
from workflows.press.models import PublishedFile
from workflows.press.tree import TreeChange

XML = "application/xml"
NEWS_WINDOW = timedelta(days=2)  # Google News reads no further back
NEWS_LIMIT = 1000


def put_month(change: TreeChange, at: datetime | None) -> None:
    """Write the sitemap of the month (UTC) of `at`; take it away when nothing is left."""
    if at is None:
        return
    month = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = (month + timedelta(days=32)).replace(day=1)
    entries = list(
        PublishedDocument.objects.live()
        .filter(first_published_at__gte=month, first_published_at__lt=following)
        .order_by("page_id")
        .values("html_path", "last_published_at")
    )
    path = path_of(month)
    if entries:
        found = [(row["html_path"], row["last_published_at"]) for row in entries]
        change.put(path, sitemaps.sitemap(settings.PRIMARY_URL, found), XML)
    else:
        change.remove(PublishedFile.objects.standing().filter(path=path))


def index() -> bytes:
    """Return `/sitemap.xml`: every month that has something public."""
    months = (
        PublishedDocument.objects.live()
        .annotate(month=TruncMonth("first_published_at", tzinfo=UTC))
        .values("month")
        .annotate(last=Max("last_published_at"))
        .order_by("month")
    )
    found = [(path_of(row["month"]), row["last"]) for row in months if row["month"]]
    return sitemaps.sitemap_index(settings.PRIMARY_URL, found)


def news(documents: list[dict[str, object]]) -> bytes:
    """Return `/news-sitemap.xml` of the stories given."""
    return sitemaps.news_sitemap(
        settings.PRIMARY_URL, settings.NEWSROOM_NAME, settings.LANGUAGE_CODE, documents
    )


def news_since() -> datetime:
    return timezone.now() - NEWS_WINDOW


def path_of(month: datetime) -> str:
    return f"/sitemaps/{month:%Y-%m}.xml"
