"""The desk in Chromium: few actions, the keyboard alone, a phone, no scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.journeys.browser import chromium, signed_in
from tests.journeys.stack import Stack
from tests.processes import within

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright runs an event loop in this thread, and Django then refuses its database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as browser:
        yield browser


@pytest.fixture
def address(stack: Stack) -> str:
    return f"http://localhost:{stack.web}"


def is_public(stack: Stack, page_id: int) -> bool:
    return within(20, lambda: stack.get(f"/api/v2/pages/{page_id}/").status_code == 200)


def card(page_id: int) -> str:
    return f'[data-card="story-{page_id}"]'


def column_of(desk: Page, page_id: int) -> str:
    column = desk.locator("[data-column]").filter(has=desk.locator(card(page_id)))
    return str(column.get_attribute("data-column"))


def walk_to(desk: Page, page_id: int) -> None:
    """Go to a card with the arrow keys, column by column."""
    here = "document.activeElement.closest('[data-card]')?.dataset.card || ''"
    for _ in range(12):
        desk.keyboard.press("Home")
        for _ in range(60):
            before = desk.evaluate(here)
            if before == f"story-{page_id}":
                return
            desk.keyboard.press("ArrowDown")
            if desk.evaluate(here) == before:
                break
        desk.keyboard.press("ArrowRight")
    pytest.fail("no way to the card by keyboard")


def test_approve_and_publish_takes_two_actions_from_home(
    stack: Stack, browser: Browser, address: str
):
    """Of what waits for the editor, home shows the oldest first."""
    stack.inside("submit_stories", titles=["Two clicks to the reader"], section="world")
    with signed_in(browser, address, "ed") as desk:
        oldest = desk.locator("a[data-decide=approve]").first
        headline = oldest.get_attribute("data-headline")
        key = int(str(oldest.get_attribute("href")).split("/")[3])
        actions = (
            oldest,
            desk.get_by_role("button", name="Approve and publish", exact=True),
        )
        for action in actions:
            action.click()
        expect(desk.get_by_text(f"“{headline}” is published.")).to_be_visible()
        expect(desk).to_have_url(f"{address}/admin/")
    assert is_public(stack, key)


def test_the_board_is_worked_by_keyboard_alone(
    stack: Stack, browser: Browser, address: str
):
    stories = stack.inside(
        "submit_stories", titles=["By key one", "By key two"], section="world"
    )
    one, two = (stories[title][0] for title in ("By key one", "By key two"))
    with signed_in(browser, address, "ed") as desk:
        desk.goto(f"{address}/admin/board/?shown=1")
        said = desk.locator("[data-desk-status]")
        desk.keyboard.press("ArrowDown")

        walk_to(desk, one)
        desk.keyboard.press("?")
        expect(desk.locator("#dialog-keys")).to_be_visible()
        expect(desk.locator("#keyboard-shortcuts-dialog")).not_to_be_visible()
        desk.keyboard.press("Escape")
        desk.keyboard.press("c")
        expect(said).to_contain_text("You are on “By key one”")
        expect(desk.locator(card(one))).to_contain_text("You are on it")
        desk.keyboard.press("s")
        desk.keyboard.type("Who says so?")
        desk.keyboard.press("Tab")
        desk.keyboard.press("Enter")
        expect(said).to_have_text("“By key one” went back.")
        assert column_of(desk, one) == "Sent back"
        expect(desk.locator("[data-desk-news]")).to_contain_text(
            "By key one is now in Sent back."
        )

        walk_to(desk, two)
        desk.keyboard.press("a")
        desk.keyboard.press("Enter")
        expect(said).to_have_text("“By key two” is published.")
        assert column_of(desk, two) == "Published today"
        walk_to(desk, two)
        desk.keyboard.press("Enter")
        desk.wait_for_url(re.compile(rf"/admin/pages/{two}/edit/"))
    assert is_public(stack, two)
    assert not stack.count("desk_claim")


def test_a_dialog_keeps_to_its_story_and_to_the_text_that_was_read(
    stack: Stack, browser: Browser, address: str
):
    stories = stack.inside(
        "submit_stories", titles=["Dialog one", "Dialog two"], section="world"
    )
    one, two = (stories[title][0] for title in ("Dialog one", "Dialog two"))
    with signed_in(browser, address, "ed") as desk:
        desk.goto(f"{address}/admin/board/?shown=1")
        desk.locator(f"{card(two)} [data-decide=approve]").click()
        comment = desk.locator("#dialog-approve-comment")
        comment.fill("Meant for the second alone.")
        desk.keyboard.press("Escape")
        desk.locator(f"{card(one)} [data-decide=approve]").click()
        expect(comment).to_have_value("")

        comment.fill("Fine by me.")
        stack.inside("change", page_id=one, dek="Not what Ed has read.")
        desk.locator("#dialog-approve [type=submit]").click()
        expect(desk.get_by_role("link", name="See what changed")).to_be_focused()
        desk.keyboard.press("Enter")
        changed = desk.locator(".review-both__after").first
        expect(changed).to_contain_text("Not what Ed has read.")
        expect(desk.locator("#id_comment")).to_have_value("Fine by me.")
        desk.get_by_role("button", name="Approve and publish", exact=True).click()
        expect(desk.get_by_text("“Dialog one” is published.")).to_be_visible()


def test_the_board_updates_itself_and_keeps_what_somebody_is_doing(
    stack: Stack, browser: Browser, address: str
):
    (mine, _), *_ = stack.inside(
        "submit_stories", titles=["Looked at"], section="world"
    ).values()
    with signed_in(browser, address, "ed") as desk:
        desk.goto(f"{address}/admin/board/?shown=1")
        link = desk.locator(f"{card(mine)} [data-card-link]")
        link.focus()
        stack.inside("submit_stories", titles=["Just in"], section="world")
        expect(desk.get_by_role("link", name="Just in", exact=True)).to_be_visible(
            timeout=30_000
        )
        expect(link).to_be_focused()


def test_the_board_works_without_scripts(stack: Stack, browser: Browser, address: str):
    (key, _), *_ = stack.inside(
        "submit_stories", titles=["No scripts"], section="world"
    ).values()
    with signed_in(browser, address, "ed") as desk:
        desk.route("**/static/desk/**/*.js", lambda route: route.abort())
        desk.route("**/static/desk/*.js", lambda route: route.abort())
        desk.goto(f"{address}/admin/board/?shown=1")
        desk.get_by_role("button", name="Claim No scripts", exact=True).click()
        expect(desk.get_by_text("You are on “No scripts”")).to_be_visible()
        desk.get_by_role("link", name="Approve No scripts", exact=True).click()
        desk.get_by_role("button", name="Approve and publish", exact=True).click()
        expect(desk.get_by_text("“No scripts” is published.")).to_be_visible()
        expect(desk).to_have_url(f"{address}/admin/board/")
    assert is_public(stack, key)


def test_on_a_phone_nothing_hangs_over_the_edge_and_every_column_is_reached(
    stack: Stack, browser: Browser, address: str
):
    stack.inside(
        "submit_stories",
        titles=["A headline that is much longer than a telephone is wide " * 2],
        section="world",
    )
    with signed_in(browser, address, "ed") as desk:
        desk.set_viewport_size(PHONE)
        for path in ("/admin/", "/admin/board/?shown=1", "/admin/assignments/"):
            desk.goto(address + path)
            assert desk.evaluate("document.documentElement.scrollWidth") <= 390
        desk.goto(f"{address}/admin/board/?shown=1")
        for name in ("Needs attention", "Editor approval"):
            desk.get_by_role("navigation", name="Columns").get_by_role(
                "link", name=re.compile(name)
            ).click()
            expect(
                desk.get_by_role("heading", name=re.compile(name))
            ).to_be_in_viewport(ratio=1)
