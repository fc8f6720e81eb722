"""Sample published documents of an invented newspaper, for tests of its public form."""

from typing import Any

BASE_URL = "https://courier.example"
CANONICAL = f"{BASE_URL}/news/world/harbor-strike/"


def site(**changes: Any) -> dict[str, Any]:
    return {
        "name": "The Selden Courier",
        "tagline": "News from the harbor and the hills",
        "base_url": BASE_URL,
        "language": "en",
        "sections": [
            {"title": "News", "html_url": "/news/"},
            {"title": "Economy", "html_url": "/economy/"},
        ],
        "mirrors": [
            {"name": "Second address", "url": "https://selden-courier.example/"},
            {"name": "", "url": "http://127.0.0.1:8102"},
        ],
        "stylesheet": "/static/0a1b.css",
        "favicon": "/static/2c3d.svg",
        "feed_url": "/feeds/rss.xml",
    } | changes


def picture(number: int = 7, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "title": "Cranes",
        "alt": "Two cranes over an empty quay",
        "caption": "The container quay on Sunday.",
        "credit": "Ola Brandt",
        "agency": "Selden Wire",
        "usage_terms": "Editorial use only",
        "src": f"/media/{number:04x}.jpg",
        "width": 1200,
        "height": 800,
        "sources": [
            {
                "src": f"/media/{number:04x}-{width}.webp",
                "width": width,
                "height": width * 2 // 3,
                "type": "image/webp",
            }
            for width in (480, 960)
        ],
    } | changes


def card(number: int = 30, **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "title": "Pilots return to the tugs",
        "html_url": f"/news/world/story-{number}/",
        "kicker": "Harbor",
        "dek": "Six boats left port before dawn.",
        "section": {"title": "World", "html_url": "/news/world/"},
        "bylines": ["Ada Lint", "Bo Farrow"],
        "first_published_at": "2026-11-21T06:10:00Z",
        "last_published_at": "2026-11-21T06:10:00Z",
        "lead_picture": picture(8),
        "reading_time": 2,
        "language": "en",
    } | changes


BLOCKS: dict[str, Any] = {
    "paragraph": '<p>The <a href="/economy/">port</a> was quiet on Sunday.</p>',
    "heading": "What the crews ask for",
    "quote": {
        "text": "Nobody here wants a long strike.\n\nWe want a roster.",
        "speaker": "Mira Okonjo",
        "speaker_role": "crane operator",
        "source_url": "https://union.example/statement",
    },
    "image": {
        "picture": picture(11),
        "caption": "Pickets at gate four.",
        "alt": "People around a fire in a barrel",
        "layout": "wide",
    },
    "gallery": {
        "title": "A day at the gates",
        "pictures": [
            {"picture": picture(12), "caption": "Morning.", "alt": "A gate at dawn"},
            {"picture": picture(13), "caption": "", "alt": ""},
        ],
    },
    "facts": {"title": "The port in short", "items": ["41 cranes", "1,900 crew"]},
    "table": {
        "caption": "Containers moved",
        "head": ["Week", "Moved", "Change"],
        "rows": [["45", "12,400", "+3.1%"], ["46", "310", "-97%"]],
        "first_column_is_header": True,
    },
    "embed": {
        "provider": "YouTube",
        "url": "https://video.example/watch?v=1&t=2",
        "title": "The quay from above",
    },
    "related": [card(30), card(31, lead_picture=None)],
}


def story(**changes: Any) -> dict[str, Any]:
    return {
        "id": 12,
        "meta": meta("pages.ArticlePage", 12, "/news/world/harbor-strike/")
        | {"parent": parent(5, "World", "/news/world/")},
        "title": "Harbor crews walk out over night shifts",
        "kicker": "Harbor",
        "dek": "The port of Selden stood still for the first time in nine years.",
        "slugline": "HARBOR-STRIKE",
        "dateline": "PORT SELDEN",
        "language": "en",
        "urgency": 4,
        "breadcrumb": [
            {"id": 4, "title": "News", "html_url": "/news/"},
            {"id": 5, "title": "World", "html_url": "/news/world/"},
        ],
        "sections": [{"id": 9, "title": "Economy", "html_url": "/economy/"}],
        "bylines": [
            byline("Ada Lint", "reporting", job_title="Harbor reporter"),
            byline("Ola Brandt", "photography"),
            {"name": "Selden Wire", "role": "agency", "author": None},
        ],
        "lead_picture": picture(7),
        "body": [
            {"type": kind, "value": value, "id": f"block-{kind}"}
            for kind, value in BLOCKS.items()
        ],
        "tags": ["harbor", "strike"],
        "topics": [{"id": "medtop:04000000", "name": "economy, business and finance"}],
        "related": [card(32)],
        "corrections": [
            {
                "kind": "correction",
                "text": "An earlier text gave the wrong number of cranes.",
                "by": "The editors",
                "at": "2026-11-22T18:40:00Z",
                "edition": 1041,
            }
        ],
        "word_count": 512,
        "reading_time": 3,
        "history": HISTORY,
    } | changes


HISTORY = [
    {
        "kind": "correction",
        "text": "An earlier text gave the wrong number of cranes.",
        "by": "The editors",
        "at": "2026-11-22T18:40:00Z",
        "edition": 1041,
    },
    {
        "kind": "published",
        "text": "",
        "by": "",
        "at": "2026-11-22T18:02:11Z",
        "edition": 1040,
    },
]


def section(**changes: Any) -> dict[str, Any]:
    return {
        "id": 5,
        "meta": meta("pages.SectionPage", 5, "/news/world/")
        | {"parent": parent(4, "News", "/news/")},
        "title": "World",
        "intro": "What happens beyond the breakwater.",
        "breadcrumb": [{"id": 4, "title": "News", "html_url": "/news/"}],
        "sections": [{"id": 6, "title": "Europe", "html_url": "/news/world/europe/"}],
    } | changes


def home(**changes: Any) -> dict[str, Any]:
    return {
        "id": 3,
        "meta": meta("pages.HomePage", 3, "/") | {"parent": None},
        "title": "Home",
        "intro": "",
        "breadcrumb": [],
        "sections": site()["sections"],
    } | changes


def meta(page_type: str, number: int, html_url: str) -> dict[str, Any]:
    return {
        "type": page_type,
        "detail_url": f"/api/v2/pages/{number}/",
        "html_url": html_url,
        "slug": html_url.strip("/").rpartition("/")[2],
        "show_in_menus": False,
        "seo_title": "",
        "search_description": "",
        "first_published_at": "2026-11-22T18:02:11Z",
        "last_published_at": "2026-11-22T19:00:00Z",
        "alias_of": None,
        "locale": "en",
        "edition": 1042,
    }


def parent(number: int, title: str, html_url: str) -> dict[str, Any]:
    detail_url = f"/api/v2/pages/{number}/"
    page_type = "pages.SectionPage"
    return {
        "id": number,
        "meta": {"type": page_type, "detail_url": detail_url, "html_url": html_url},
        "title": title,
    }


def byline(name: str, role: str, job_title: str = "") -> dict[str, Any]:
    author = {"id": len(name), "name": name, "job_title": job_title}
    return {"name": name, "role": role, "author": author}
