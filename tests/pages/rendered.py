"""Sample documents as readers get them, parsed."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.template.loader import render_to_string

from pages.public import jsonld
from tests.pages.documents import (
    BASE_URL,
    BLOCKS,
    CANONICAL,
    card,
    home,
    section,
    site,
    story,
)


def soup_of(template: str, **context: Any) -> BeautifulSoup:
    return BeautifulSoup(render_to_string(template, context), "html.parser")


def article(*, history_url: str = "", **changes: Any) -> BeautifulSoup:
    page = story(**changes)
    data = jsonld.news_article(page, base_url=BASE_URL, publisher="The Selden Courier")
    return soup_of(
        "reader/article.html",
        page=page,
        site=site(),
        canonical=CANONICAL,
        jsonld=jsonld.script(data),
        history_url=history_url,
    )


def history(**changes: Any) -> BeautifulSoup:
    page = story(**changes)
    return soup_of(
        "reader/history.html",
        page=page,
        site=site(),
        canonical=f"{CANONICAL}history/",
    )


def block(kind: str, **changes: Any) -> BeautifulSoup:
    value = BLOCKS[kind]
    return soup_of(f"blocks/{kind}.html", value=value | changes if changes else value)


def front(**context: Any) -> BeautifulSoup:
    fronts = [{"section": site()["sections"][0], "stories": [card(50), card(51)]}]
    given = {
        "stories": [card(number) for number in range(30, 40)],
        "fronts": fronts,
        "page": home(),
        "site": site(),
        "canonical": f"{BASE_URL}/",
    }
    return soup_of("reader/home.html", **given | context)


def world(**context: Any) -> BeautifulSoup:
    given = {
        "stories": [card(number) for number in range(30, 33)],
        "page": section(),
        "site": site(),
        "canonical": f"{BASE_URL}/news/world/",
        "feed_url": "/feeds/news/world.xml",
    }
    return soup_of("reader/section.html", **given | context)


def notice(note: str = "We could not stand by it.") -> BeautifulSoup:
    told = {"note": note, "by": "The editors", "at": "2026-11-22T19:00:00Z"}
    return soup_of("reader/notice.html", notice=told, site=site())


def redirect() -> BeautifulSoup:
    return soup_of(
        "reader/redirect.html",
        target="/news/world/harbor-strike/",
        canonical=CANONICAL,
        site=site(),
    )


def not_found() -> BeautifulSoup:
    return soup_of("reader/not_found.html", site=site())


def words(found: Tag | None) -> str:
    assert found is not None
    return " ".join(found.get_text().split())


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select(selector)
    assert len(found) == 1, f"{len(found)} times {selector}"
    return found[0]
