"""RSS and sitemaps: exact structure, names that hold, bytes that repeat."""

import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from pages.public import feeds, sitemaps
from pages.public.addresses import absolute, story_uri
from tests.pages.documents import BASE_URL, CANONICAL, picture, site, story

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def feed(*documents: dict[str, Any], **changes: Any) -> bytes:
    return feeds.rss(
        site(**changes),
        documents,
        title="The Selden Courier: World",
        feed_url="/feeds/news/world.xml",
        link="/news/world/",
    )


def parsed(data: bytes) -> ET.Element:
    return ET.fromstring(data)  # noqa: S314 — our own bytes


def channel(data: bytes) -> ET.Element:
    root = parsed(data)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (only,) = root
    return only


def item(**changes: Any) -> ET.Element:
    found = channel(feed(story(**changes))).find("item")
    assert found is not None
    return found


def content(**changes: Any) -> BeautifulSoup:
    return BeautifulSoup(
        item(**changes).findtext(f"{CONTENT}encoded", ""), "html.parser"
    )


def older() -> dict[str, Any]:
    meta = story()["meta"] | {
        "first_published_at": "2026-11-20T05:00:00Z",
        "last_published_at": "2026-11-20T05:00:00Z",
    }
    return story(id=11, meta=meta)


def test_channel_says_what_it_is_and_where():
    found = channel(feed(story(), older()))
    assert {e.tag: e.text for e in found if e.text and e.text.strip()} == {
        "title": "The Selden Courier: World",
        "link": "https://courier.example/news/world/",
        "description": "News from the harbor and the hills",
        "language": "en",
        "lastBuildDate": "Sun, 22 Nov 2026 19:00:00 GMT",
    }
    address = found.find(f"{ATOM}link")
    assert address is not None
    assert address.attrib == {
        "rel": "self",
        "href": "https://courier.example/feeds/news/world.xml",
        "type": "application/rss+xml",
    }
    assert len(found.findall("item")) == 2


def test_feed_without_stories_is_valid_and_names_no_time():
    found = channel(feed(tagline=""))
    assert found.findtext("description") == "The Selden Courier"
    assert found.find("lastBuildDate") is None
    assert found.find("item") is None


def test_same_stories_give_the_same_bytes():
    assert feed(story(), older()) == feed(story(), older())


def test_item_carries_name_times_people_and_places():
    found = item()
    assert found.findtext("title") == "Harbor crews walk out over night shifts"
    assert found.findtext("link") == CANONICAL
    assert found.findtext("pubDate") == "Sun, 22 Nov 2026 18:02:11 GMT"
    assert found.findtext(f"{ATOM}updated") == "2026-11-22T19:00:00Z"
    assert found.findtext(f"{DC}language") == "en"
    names = [e.text for e in found.findall(f"{DC}creator")]
    assert names == ["Ada Lint", "Ola Brandt", "Selden Wire"]
    places = [e.text for e in found.findall("category")]
    assert places == ["News", "World", "Economy", "harbor", "strike"]
    dek = "The port of Selden stood still for the first time in nine years."
    assert found.findtext("description") == dek


def test_guid_is_a_tag_uri_that_survives_a_move():
    guid = item().find("guid")
    assert guid is not None
    assert guid.attrib == {"isPermaLink": "false"}
    assert guid.text == "tag:courier.example,2026-11-22:story/12"
    moved = story()["meta"] | {"html_url": "/economy/other-slug/"}
    assert item(meta=moved).findtext("guid") == guid.text


def test_guid_of_a_local_address_leaves_the_port_out():
    uri = story_uri("http://127.0.0.1:8101", story())
    assert uri == "tag:127.0.0.1,2026-11-22:story/12"


def test_picture_comes_with_size_description_and_credits():
    media = item().find(f"{MEDIA}content")
    assert media is not None
    assert media.attrib == {
        "url": "https://courier.example/media/0007.jpg",
        "type": "image/jpeg",
        "medium": "image",
        "width": "1200",
        "height": "800",
    }
    assert media.findtext(f"{MEDIA}description") == "The container quay on Sunday."
    credited = [e.text for e in media.findall(f"{MEDIA}credit")]
    assert credited == ["Ola Brandt", "Selden Wire"]


def test_story_without_picture_has_no_media():
    assert item(lead_picture=None).find(f"{MEDIA}content") is None


def test_content_is_the_whole_story_with_its_correction_first():
    html = content()
    assert html.get_text().split()[0] == "Correction"
    for part in ("figure img", "blockquote", "table", "ul li", "h2"):
        assert html.select(part), part
    assert "PORT SELDEN — The port was quiet on Sunday." in html.get_text()


def test_content_of_a_story_that_reads_from_the_right_says_so():
    assert not content().select("[dir=rtl]")
    arabic = content(language="ar")
    assert [node.name for node in arabic.find_all(recursive=False)] == ["div"]
    assert arabic.div is not None
    assert (arabic.div["lang"], arabic.div["dir"]) == ("ar", "rtl")


def test_every_address_in_content_is_absolute_to_the_primary():
    html = content()
    found = [tag[n] for tag in html.find_all() for n in ("href", "src") if tag.get(n)]
    assert "https://courier.example/economy/" in found
    assert "https://courier.example/media/0007.jpg" in found
    assert [
        address for address in found if not str(address).startswith("https://")
    ] == []


def test_content_leaves_out_what_only_our_pages_use():
    html = content()
    assert not html.select("picture, source, script, [class], [loading], [srcset]")
    assert {image["width"] for image in html.select("img")} == {"1200"}


def test_words_that_look_like_markup_stay_words():
    words = '<p>Write  href="/x" and <a href="/a/" title="a>b">go</a> &lt;img src="/y"&gt;</p>'
    html = content(
        body=[{"type": "paragraph", "value": words, "id": ""}],
        dateline="",
        corrections=[],
    )
    paragraph = html.select("p")[0]
    assert paragraph.get_text() == 'Write  href="/x" and go <img src="/y">'
    assert paragraph.select("a")[0].attrs == {
        "href": "https://courier.example/a/",
        "title": "a>b",
    }


def test_alt_text_that_ends_like_an_attribute_is_left_alone():
    html = content(lead_picture=picture(alt="a src=", src="/media/x.jpg"))
    assert html.select("img")[0]["alt"] == "a src="


def test_hostile_text_is_escaped_and_illegal_characters_are_dropped():
    hostile = "<script>\x00\x0b\x1f\ud800\ufffe</script> & \"'\tok 😀 عمال"
    clean = "<script></script> & \"'\tok 😀 عمال"
    found = item(title=hostile, dek=hostile, tags=[hostile])
    assert found.findtext("title") == clean
    assert found.findtext("description") == clean
    assert found.findall("category")[-1].text == clean


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/news/", "https://courier.example/news/"),
        ("//elsewhere.example/", "//elsewhere.example/"),
        ("https://elsewhere.example/", "https://elsewhere.example/"),
        ("#top", "#top"),
        ("mailto:desk@courier.example", "mailto:desk@courier.example"),
    ],
)
def test_only_root_relative_addresses_are_made_absolute(address: str, expected: str):
    assert absolute(BASE_URL, address) == expected


# --- sitemaps ---------------------------------------------------------------------

AT = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


def rows(data: bytes, tag: str) -> list[tuple[str | None, str | None]]:
    found = parsed(data).findall(f"{MAP}{tag}")
    return [(e.findtext(f"{MAP}loc"), e.findtext(f"{MAP}lastmod")) for e in found]


def test_sitemap_index_lists_each_sitemap_with_its_newest_change():
    data = sitemaps.sitemap_index(BASE_URL, [("/sitemaps/2026-11.xml", AT)])
    assert parsed(data).tag == f"{MAP}sitemapindex"
    assert rows(data, "sitemap") == [
        ("https://courier.example/sitemaps/2026-11.xml", "2026-11-22T19:00:00Z")
    ]


def test_sitemap_lists_pages_and_escapes_their_addresses():
    data = sitemaps.sitemap(BASE_URL, [("/news/a&b/", AT), ("/old/", None)])
    assert parsed(data).tag == f"{MAP}urlset"
    assert b"/news/a&amp;b/" in data
    assert rows(data, "url") == [
        ("https://courier.example/news/a&b/", "2026-11-22T19:00:00Z"),
        ("https://courier.example/old/", None),
    ]


def test_sitemap_refuses_more_than_a_crawler_reads():
    pages = [("/", None)] * 50_001
    with pytest.raises(sitemaps.SitemapTooLong, match=re.escape("50,000")):
        sitemaps.sitemap(BASE_URL, pages)
    assert sitemaps.sitemap(BASE_URL, pages[1:])


def test_news_sitemap_names_paper_language_time_and_headline():
    arabic = story(language="ar", title="عمال & <الميناء>")
    data = sitemaps.news_sitemap(
        BASE_URL, "The Selden Courier", "en", [story(), arabic]
    )
    english, other = parsed(data).findall(f"{MAP}url")
    assert english.findtext(f"{MAP}loc") == CANONICAL
    assert english.findtext(f"{MAP}lastmod") == "2026-11-22T19:00:00Z"
    news = english.find(f"{NEWS}news")
    assert news is not None
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == "The Selden Courier"
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "en"
    assert news.findtext(f"{NEWS}publication_date") == "2026-11-22T18:02:11Z"
    assert news.findtext(f"{NEWS}title") == "Harbor crews walk out over night shifts"
    path = f"{NEWS}news/{NEWS}publication/{NEWS}language"
    assert other.findtext(path) == "ar"
    assert other.findtext(f"{NEWS}news/{NEWS}title") == "عمال & <الميناء>"
