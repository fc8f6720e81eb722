"""RSS 2.0 with whole stories, pictures and credits; byte-identical at every mirror."""

import json
import mimetypes
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from pages.public.addresses import Document, absolute, story_uri
from pages.public.forms import as_text
from pages.public.xmltext import add, to_bytes

NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}
BLANK_LINES = re.compile(r"\n\s+")
# What only our own pages use: a feed reader picks no sizes and has no stylesheet.
PAGE_TAGS = ("picture", "source")
ADDRESSES = ("href", "src")
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
        site: name, tagline, base_url, language and mirrors of the newspaper.
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
    for mirror in site.get("mirrors", []):
        if mirror["url"] != base_url:  # RFC 6249: the same bytes, elsewhere
            add(channel, "atom:link", rel="duplicate", href=mirror["url"] + feed_url)
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
    return _html(as_text(document), base_url)


# A story stands in several feeds, each of which is made anew when any story changes.
@lru_cache(maxsize=256)
def _html(document: str, base_url: str) -> str:
    page = json.loads(document)
    html = render_to_string("reader/feed_item.html", {"page": page})
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(PAGE_TAGS):
        tag.unwrap()
    for tag in soup.find_all():
        tag.attrs = {
            name: absolute(base_url, str(value)) if name in ADDRESSES else value
            for name, value in tag.attrs.items()
            if name not in PAGE_ATTRIBUTES
        }
    return BLANK_LINES.sub("\n", str(soup)).strip()


def _rfc822(at: str) -> str:
    return format_datetime(datetime.fromisoformat(at), usegmt=True)
