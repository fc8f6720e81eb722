"""Sitemaps (sitemaps.org 0.9) and the news sitemap: where crawlers find what is new."""

from collections.abc import Iterable
from datetime import datetime
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from pages.public.addresses import Document, absolute
from pages.public.forms import timestamp
from pages.public.xmltext import add, to_bytes
from pages.refusals import SaysItself

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
ENTRIES_MAX = 50_000  # sitemaps.org

# Root-relative address, time of the newest change there.
Entry = tuple[str, datetime | None]


class SitemapTooLong(SaysItself, ValueError):
    says = _(
        "A sitemap holds at most 50,000 addresses: split it, and list the parts in the"
        " index."
    )


def sitemap_index(base_url: str, sitemaps: Iterable[Entry]) -> bytes:
    """List sitemaps, each with the time that it last changed itself.

    Raises:
        SitemapTooLong: more than 50,000 of them.
    """
    return _list(base_url, sitemaps, root="sitemapindex", item="sitemap")


def sitemap(base_url: str, pages: Iterable[Entry]) -> bytes:
    """List pages.

    Raises:
        SitemapTooLong: more than 50,000 of them.
    """
    return _list(base_url, pages, root="urlset", item="url")


def news_sitemap(
    base_url: str, publication: str, language: str, documents: Iterable[Document]
) -> bytes:
    """List stories; the caller chooses those of the last two days, at most 1,000.

    `publication` and `language` name the newspaper; a story in another language says so.
    """
    root = Element("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS})
    for document in documents:
        meta = document["meta"]
        entry = add(root, "url")
        add(entry, "loc", absolute(base_url, meta["html_url"]))
        add(entry, "lastmod", meta["last_published_at"])
        news = add(entry, "news:news")
        paper = add(news, "news:publication")
        add(paper, "news:name", publication)
        add(paper, "news:language", document["language"] or language)
        add(news, "news:publication_date", meta["first_published_at"])
        add(news, "news:title", document["title"])
    return to_bytes(root)


def _list(base_url: str, entries: Iterable[Entry], *, root: str, item: str) -> bytes:
    listed = Element(root, {"xmlns": SITEMAP})
    for address, changed_at in entries:
        entry = add(listed, item)
        add(entry, "loc", absolute(base_url, address))
        if changed_at:
            add(entry, "lastmod", timestamp(changed_at))
    if len(listed) > ENTRIES_MAX:
        raise SitemapTooLong
    return to_bytes(listed)
