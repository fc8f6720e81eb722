"""From a reporter's draft to every address: through the admin, over HTTP."""

import json
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils.html import escape
from wagtail.test.utils.form_data import streamfield

from pages.models import ArticlePage
from tests.forms import story_form
from tests.journeys.admin import Person
from tests.journeys.stack import MIRRORS, Stack
from tests.journeys.truth import assert_truth
from tests.processes import within

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

HEADLINE = "Harbor crews vote to return & the cranes move"
SLUG = "harbor-crews-vote"
ADDRESS = f"/news/world/{SLUG}/"
WORDS = "We load the first ship at six. Bring coffee."
PATIENCE = 10.0  # seconds; two on an idle machine, measured by bench/


def form_of(picture: int) -> dict[str, object]:
    """What the create view posts: a story with a paragraph, a quote and a picture."""
    quote = {
        "text": WORDS,
        "speaker": "Mara Lindqvist",
        "speaker_role": "harbor master",
    }
    image = {"picture": picture, "caption": "The mole at dawn", "layout": "wide"}
    paragraph = {"blocks": [{"text": "The vote was close.", "type": "unstyled"}]}
    body = [
        ("paragraph", json.dumps(paragraph | {"entityMap": {}})),
        ("quote", quote | {"source_url": ""}),
        ("image", image | {"alt": "Cranes at dawn"}),
    ]
    empty = dict.fromkeys(("kicker", "dateline", "slugline"), "")
    story = SimpleNamespace(
        **empty,
        title=HEADLINE,
        slug=SLUG,
        dek="Work starts on Monday.",
        language="en",
        urgency=4,
    )
    return story_form(cast("ArticlePage", story), body=streamfield(body))


def test_a_story_goes_from_the_reporters_form_to_every_address(
    stack: Stack, record_testsuite_property: Callable[[str, object], None]
):
    key = written_and_submitted(stack)
    detail = f"/api/v2/pages/{key}/"
    everywhere = ("", *MIRRORS)
    assert [stack.get(detail, mirror=name).status_code for name in everywhere] == (
        [404] * 3
    )

    clicked = approve_from_the_board(stack, key)

    def is_everywhere() -> bool:
        served = [stack.get(detail, mirror=name) for name in everywhere]
        return all(answer.status_code == 200 for answer in served)

    assert within(PATIENCE, is_everywhere)
    record_testsuite_property(
        "seconds_from_approval_to_everywhere", time.monotonic() - clicked
    )
    answer = stack.get(detail)
    reads_as_written(answer.json())
    for name in MIRRORS:
        carried = stack.get(detail, mirror=name)
        assert carried.content == answer.content
        assert carried.headers["Content-Type"].startswith("application/json")

    assert_truth(stack)
    the_page_is_the_same_on_both_mirrors(stack)
    lists_and_feeds_show_it(stack, detail)
    pictures_are_the_same_on_both_mirrors(stack, key)


def written_and_submitted(stack: Stack) -> int:
    """Have Rita upload a picture, write the story and submit it; return its page id."""
    world = stack.rows("SELECT id FROM wagtailcore_page WHERE slug = 'world'")[0][0]
    with Person(stack, "rita") as rita:
        rita.upload("The mole")
        picture = stack.rows("SELECT max(id) FROM pages_newsimage")[0][0]
        rita.submit(world, form_of(picture))
    found = stack.rows("SELECT id FROM wagtailcore_page WHERE slug = %s", SLUG)
    return int(found[0][0])


def approve_from_the_board(stack: Stack, key: int) -> float:
    """Have Ed approve; return the moment (time.monotonic) of his click."""
    address = f"/admin/board/{key}/approve/"
    with Person(stack, "ed") as ed:
        read = ed.decisions()[address]
        clicked = time.monotonic()
        ed.post(address, {"read": read, "comment": ""})
    return clicked


def reads_as_written(story: dict[str, Any]) -> None:
    assert story["title"] == HEADLINE
    assert story["meta"]["html_url"] == ADDRESS
    assert [block["type"] for block in story["body"]] == ["paragraph", "quote", "image"]
    _, quote, image = (block["value"] for block in story["body"])
    assert quote == {
        "text": WORDS,
        "speaker": "Mara Lindqvist",
        "speaker_role": "harbor master",
        "source_url": "",
    }
    shown = (image["caption"], image["alt"], image["layout"])
    assert shown == ("The mole at dawn", "Cranes at dawn", "wide")


def the_page_is_the_same_on_both_mirrors(stack: Stack) -> None:
    pages = [stack.get(ADDRESS, mirror=name) for name in MIRRORS]
    assert [page.status_code for page in pages] == [200, 200]
    assert pages[0].content == pages[1].content
    for text in (HEADLINE, WORDS, "Mara Lindqvist", "The mole at dawn", "Ada Lint"):
        assert escape(text) in pages[0].text


def lists_and_feeds_show_it(stack: Stack, detail: str) -> None:
    shows = {
        "/api/v2/pages/?type=pages.ArticlePage": SLUG,
        "/api/v2/pages/?search=cranes": SLUG,
        "/api/v2/changes/?since=0": detail,
        "/feeds/rss.xml": ADDRESS,
    }
    for path, text in shows.items():
        assert text in stack.get(path).text, path
    for name in MIRRORS:
        for path in ("/", "/news/", "/news/world/", "/feeds/rss.xml"):
            assert ADDRESS in stack.get(path, mirror=name).text, path
        assert ADDRESS not in stack.get("/sport/", mirror=name).text
        feed = stack.get("/feeds/rss.xml", mirror=name)
        assert feed.content == stack.get("/feeds/rss.xml").content


def pictures_are_the_same_on_both_mirrors(stack: Stack, key: int) -> None:
    shown = stack.rows(
        "SELECT ref FROM pages_use WHERE page_id = %s AND ref LIKE 'file:/media/%%'",
        key,
    )
    assert shown
    for (ref,) in shown:
        path = ref.removeprefix("file:")
        first, second = (stack.get(path, mirror=name) for name in MIRRORS)
        assert first.status_code == 200
        assert first.content == second.content
        assert "immutable" in first.headers["Cache-Control"]
