"""The road as people walk it: in Chromium, with the admin's own buttons."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.admin import Person
from tests.journeys.browser import chromium, signed_in, wait_for_the_editor
from tests.journeys.stack import Stack
from tests.processes import within

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

HEADLINE = "Ferry crews return to the quay"
WORDS = "The first boat leaves at six, with or without me."
PATIENCE = 20.0  # seconds from the click to the mirror


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright runs an event loop in this thread, and Django then refuses its database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as browser:
        yield browser


def test_a_reporter_writes_an_editor_approves_and_a_reader_reads(
    stack: Stack, browser: Browser, tmp_path: Path
):
    address = f"http://localhost:{stack.web}"
    with Person(stack, "rita") as rita:
        rita.upload("The ferry")
    with signed_in(browser, address, "rita") as admin:
        key = write_and_submit(admin, stack)
    assert stack.get(f"/api/v2/pages/{key}/").status_code == 404

    with signed_in(browser, address, "ed") as admin:
        admin.goto(f"{address}/admin/pages/{key}/edit/")
        open_actions(admin)
        admin.screenshot(path=tmp_path / "admin.png")
        admin.get_by_role("button", name="Approve and publish", exact=True).click()
        admin.wait_for_url(re.compile(r"/admin/pages/\d+/$"))

    path = "/news/world/ferry-crews-return-to-the-quay/"
    assert within(PATIENCE, lambda: stack.get(path, mirror="second").status_code == 200)
    window = browser.new_context(viewport={"width": 1280, "height": 1600})
    reader = window.new_page()
    reader.goto(f"http://localhost:{stack.mirrors['second']}{path}")
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(reader.locator("blockquote")).to_contain_text(WORDS)
    picture = reader.locator("figure img").first
    expect(picture).to_have_attribute("alt", "Cranes at dusk")
    assert picture.evaluate("picture => picture.naturalWidth") > 0
    reader.screenshot(path=tmp_path / "mirror.png")
    window.close()


def write_and_submit(admin: Page, stack: Stack) -> int:
    """Write a story with a quote and a picture, submit it; return its page id."""
    world = stack.rows("SELECT id FROM wagtailcore_page WHERE slug = 'world'")[0][0]
    admin.goto(
        f"http://localhost:{stack.web}/admin/pages/add/pages/articlepage/{world}/"
    )
    wait_for_the_editor(admin)
    admin.fill("#id_title", HEADLINE)
    admin.fill("#id_dek", "After nine days the boats sail again.")
    add_block(admin, "Quote")
    admin.fill("#body-0-value-text", WORDS)
    admin.fill("#body-0-value-speaker", "Mara Lindqvist")
    add_block(admin, "Image")
    # By its own address: until the block is drawn, the last chooser is another field's.
    chooser = admin.locator("#body-1-value-picture-chooser")
    chooser.get_by_role("button", name="Choose an image").click()
    admin.get_by_role("link", name="The ferry").click()
    expect(admin.locator("#body-1-value-picture")).not_to_have_value("")
    admin.fill("#body-1-value-caption", "The ferry at dawn")
    admin.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))  # saved by itself
    open_actions(admin)
    admin.get_by_role("button", name="Submit to Review", exact=True).click()
    admin.wait_for_url(re.compile(rf"/admin/pages/{world}/"))
    found = stack.rows("SELECT id FROM wagtailcore_page WHERE title = %s", HEADLINE)
    assert len(found) == 1
    return int(found[0][0])


def add_block(admin: Page, name: str) -> None:
    admin.get_by_title("Insert a block").last.click()
    admin.get_by_role("option", name=name, exact=True).click()


def open_actions(admin: Page) -> None:
    admin.get_by_role("button", name="More actions").click()
