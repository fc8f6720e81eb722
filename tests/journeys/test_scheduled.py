"""A story approved for a later hour: nothing of it leaves before, everything after."""

import time

import pytest

from tests.journeys.admin import Person
from tests.journeys.stack import MIRRORS, Stack
from tests.journeys.truth import assert_truth, files_of
from tests.processes import within

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

TITLE, SLUG = "Quay opens at noon", "quay-opens-at-noon"
HOLD = 18.0  # seconds from submitting the story to its hour
PUBLIC = (
    "/api/v2/pages/?limit=20&fields=*",
    "/api/v2/pages/?search=quay",
    "/api/v2/pages/?slug=quay-opens-at-noon",
    "/api/v2/changes/?since=0&documents=true",
    "/feeds/rss.xml",
    "/sitemap.xml",
    "/news-sitemap.xml",
)


def leaks(stack: Stack, key: int) -> list[str]:
    """Return every public place that shows anything of the story."""
    found = [path for path in PUBLIC if shows(stack.get(path).content)]
    for mirror in MIRRORS:
        held = files_of(stack.folder(mirror)).items()
        found += [path for path, data in held if shows(path.encode() + data)]
    asked = (
        f"/api/v2/pages/{key}/",
        f"/api/v2/pages/find/?html_path=/sport/{SLUG}/",
    )
    return found + [path for path in asked if stack.get(path).status_code != 404]


def shows(data: bytes) -> bool:
    return SLUG.encode() in data or TITLE.encode() in data


def test_a_scheduled_story_shows_nothing_before_its_hour_and_goes_out_by_itself(
    stack: Stack,
):
    key, task, hour = stack.inside(
        "schedule",
        title=TITLE,
        section="sport",
        shown_by="Ferry to the quay",
        in_seconds=HOLD,
    )
    with Person(stack, "ed") as ed:
        ed.approve(key, task)
    held = f"object_id = '{key}' AND approved_go_live_at IS NOT NULL"
    assert stack.count("wagtailcore_revision", held) == 1
    looks = 0
    seen: list[str] = []
    while time.time() < hour - 1:
        seen += leaks(stack, key)
        looks += 1
    assert looks > 0
    assert seen == []
    assert stack.count("wagtailcore_page", f"id = {key} AND live") == 0
    assert stack.count("press_edition", f"page_id = {key}") == 0

    def is_everywhere() -> bool:
        path = f"/api/v2/pages/{key}/"
        served = [stack.get(path, mirror=name) for name in ("", *MIRRORS)]
        return all(answer.status_code == 200 for answer in served)

    assert within(60, is_everywhere)
    at = stack.rows("SELECT at FROM press_edition WHERE page_id = %s", key)
    assert len(at) == 1
    assert at[0][0].timestamp() >= hour
    assert_truth(stack)
    assert f"/sport/{SLUG}/" in stack.get("/sport/", mirror="second").text
    showing = stack.get("/sport/ferry-to-the-quay/", mirror="primary").text
    assert f'href="/sport/{SLUG}/"' in showing
