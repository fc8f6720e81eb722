"""RSS 2.0 with whole stories, pictures and credits; byte-identical at every mirror."""

import mimetypes
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.etree.ElementTree import Element

from django.template.loader import render_to_string

from pages.public.addresses import Document, absolute, story_uri
from pages.public.xmltext import add, to_bytes

NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}
TAG = re.compile(r'</?([a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>', re.IGNORECASE)
ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
BLANK_LINES = re.compile(r"\n\s+")
# What only our own pages use: a feed reader picks no sizes and has no stylesheet.
PAGE_TAGS = frozenset({"picture", "source"})
PAGE_ATTRIBUTES = frozenset(
    {"class", "loading", "decoding", "fetchpriority", "tabindex"}
)


def rss(
    site: Mapping[str, Any],
    documents: Sequence[Document],
    *,
    title: str,
    feed_url: str,
    link: str,
) -> bytes:
    """Return a feed of stories in the order given; the same stories give the same bytes.

    Args:
        site: name, tagline, base_url and language of the newspaper.
        documents: published documents of stories.
        title: the feed's own title.
        feed_url: the feed's root-relative address.
        link: the root-relative address of the page that the feed follows.
    """
    base_url = site["base_url"]
    root = Element("rss", {"version": "2.0", **NAMESPACES})
    channel = add(root, "channel")
    add(channel, "title", title)
    add(channel, "link", absolute(base_url, link))
    add(channel, "description", site["tagline"] or site["name"])
    add(channel, "language", site["language"])
    if documents:
        newest = max(document["meta"]["last_published_at"] for document in documents)
        add(channel, "lastBuildDate", _rfc822(newest))
    self_url = absolute(base_url, feed_url)
    add(channel, "atom:link", rel="self", href=self_url, type="application/rss+xml")
    for document in documents:
        _add_item(channel, document, base_url)
    return to_bytes(root)


def _add_item(channel: Element, document: Document, base_url: str) -> None:
    meta = document["meta"]
    item = add(channel, "item")
    add(item, "title", document["title"])
    add(item, "link", absolute(base_url, meta["html_url"]))
    add(item, "guid", story_uri(base_url, document), isPermaLink="false")
    add(item, "pubDate", _rfc822(meta["first_published_at"]))
    add(item, "atom:updated", meta["last_published_at"])
    add(item, "dc:language", document["language"])
    for byline in document["bylines"]:
        add(item, "dc:creator", byline["name"])
    for category in _categories(document):
        add(item, "category", category)
    add(item, "description", document["dek"])
    add(item, "content:encoded", _content(document, base_url))
    if picture := document["lead_picture"]:
        _add_picture(item, picture, base_url)


def _add_picture(item: Element, picture: Mapping[str, Any], base_url: str) -> None:
    media = add(
        item,
        "media:content",
        url=absolute(base_url, picture["src"]),
        type=mimetypes.guess_type(picture["src"])[0],
        medium="image",
        width=picture["width"],
        height=picture["height"],
    )
    if picture["caption"]:
        add(media, "media:description", picture["caption"], type="plain")
    for credit in dict.fromkeys((picture["credit"], picture["agency"])):
        if credit:
            add(media, "media:credit", credit)


def _categories(document: Document) -> list[str]:
    places = [*document["breadcrumb"], *document["sections"]]
    names = [place["title"] for place in places]
    return list(dict.fromkeys([*names, *document["tags"]]))


def _content(document: Document, base_url: str) -> str:
    html = render_to_string("reader/feed_item.html", {"page": document})
    rewritten = TAG.sub(lambda tag: _for_feed(tag, base_url), html)
    return BLANK_LINES.sub("\n", rewritten).strip()


def _for_feed(tag: re.Match[str], base_url: str) -> str:
    """Return a tag with absolute addresses and without what only our pages use."""
    if tag[1].lower() in PAGE_TAGS:
        return ""

    def rewritten(attribute: re.Match[str]) -> str:
        name, value = attribute.groups()
        if name in PAGE_ATTRIBUTES:
            return ""
        if name in {"href", "src"}:
            return f' {name}="{absolute(base_url, value)}"'
        return attribute[0]

    return ATTRIBUTE.sub(rewritten, tag[0])


def _rfc822(at: str) -> str:
    return format_datetime(datetime.fromisoformat(at), usegmt=True)
