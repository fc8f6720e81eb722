"""RSS, sitemaps and the newest list: files made of published documents only."""

import json
from collections.abc import Iterable

from django.conf import settings

from pages.models import PublishedDocument
from pages.public import feeds
from pages.public.forms import Form
from workflows.press import sitemap

RSS = "application/rss+xml; charset=utf-8"
FEED_STORIES = 30


def address_of(section_address: str) -> str:
    """Return where a section's feed lies, e.g. `/feeds/news/world.xml`."""
    return f"/feeds/{section_address.strip('/')}.xml"


def home_feed(newsroom: Form) -> bytes:
    newest = PublishedDocument.objects.live().stories().newest_first()
    return feeds.rss(
        newsroom,
        _forms(newest[:FEED_STORIES]),
        title=settings.NEWSROOM_NAME,
        feed_url="/feeds/rss.xml",
        link="/",
    )


def section_feed(
    rows: Iterable[PublishedDocument], form: Form, newsroom: Form
) -> bytes:
    address = form["meta"]["html_url"]
    return feeds.rss(
        newsroom,
        _forms(rows),
        title=f"{settings.NEWSROOM_NAME}: {form['title']}",
        feed_url=address_of(address),
        link=address,
    )


def news_sitemap() -> bytes:
    recent = (
        PublishedDocument.objects.live()
        .stories()
        .filter(first_published_at__gte=sitemap.news_since())
        .newest_first()
    )
    return sitemap.news(_forms(recent[: sitemap.NEWS_LIMIT]))


def _forms(rows: Iterable[PublishedDocument]) -> list[Form]:
    return [json.loads(row.document) for row in rows]
