"""The road as people walk it, there and back again: in Chromium, with the admin's own buttons."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.admin import Person
from tests.journeys.browser import chromium, signed_in, wait_for_the_editor
from tests.journeys.stack import Stack
from tests.processes import within

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

HEADLINE = "Ferry crews return to the quay"
PATH = "/news/world/ferry-crews-return-to-the-quay/"
FIRST_DEK = "After nine days the boats sail again."
MENDED_DEK = "After eleven days the boats sail again."
WORDS = "The first boat leaves at six, with or without me."
REMARK = "The log says eleven days."
WHY = "Count the days again, please."
ARABIC = "عاد عمال الميناء!"
ARABIC_WORDS = "قال 40 منهم (بعد 9 أيام): عدنا."
PATIENCE = 20.0  # seconds from the click to the mirror


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright runs an event loop in this thread, and Django then refuses its database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as browser:
        yield browser


def test_a_story_comes_back_is_mended_and_another_editor_lets_it_out(
    stack: Stack, browser: Browser
):
    address = f"http://localhost:{stack.web}"
    with Person(stack, "rita") as rita:
        rita.upload("The ferry")
    with signed_in(browser, address, "rita") as admin:
        key = write_and_submit(admin, stack)
    editor = f"{address}/admin/pages/{key}/edit/"
    with signed_in(browser, address, "ed") as admin:
        admin.goto(editor)
        comment_on_the_dek(admin)
        send_back(admin)
    with signed_in(browser, address, "rita") as admin:
        mend_and_submit_again(admin)
    assert stack.get(f"/api/v2/pages/{key}/").status_code == 404

    with signed_in(browser, address, "edna") as admin:
        admin.goto(editor)
        see_what_changed(admin)
        open_actions(admin)
        admin.get_by_role("button", name="Approve and publish", exact=True).click()
        admin.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    assert within(PATIENCE, lambda: stack.get(PATH, mirror="second").status_code == 200)
    story = stack.get(f"/api/v2/pages/{key}/").json()
    assert (story["title"], story["dek"]) == (HEADLINE, MENDED_DEK)
    read_it(browser, f"http://localhost:{stack.mirrors['second']}{PATH}")


def test_a_story_in_arabic_is_written_decided_and_read_from_its_own_side(
    stack: Stack, browser: Browser
):
    address = f"http://localhost:{stack.web}"
    with signed_in(browser, address, "rita") as admin:
        world = new_story(admin, stack)
        add_block(admin, "Paragraph")
        admin.locator(".public-DraftEditor-content").click()
        admin.keyboard.insert_text(ARABIC_WORDS)
        admin.fill("#id_title", ARABIC)
        admin.fill("#id_dek", ARABIC_WORDS)
        admin.fill("#id_language", "ar")
        admin.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))  # saved by itself
        for field in ("#id_title", "#id_dek", ".public-DraftStyleDefault-block"):
            assert begins_at_the_right(admin.locator(field)), field
        assert not begins_at_the_right(admin.locator("#id_language"))
        open_actions(admin)
        admin.get_by_role("button", name="Submit to Review", exact=True).click()
        admin.wait_for_url(re.compile(rf"/admin/pages/{world}/"))

    with signed_in(browser, address, "ed") as admin:
        admin.goto(f"{address}/admin/board/?shown=1")
        card = admin.locator("[data-card]").filter(has_text=ARABIC)
        assert begins_at_the_right(card.get_by_role("heading"))
        card.get_by_role("link", name="Approve").click()
        admin.get_by_role("button", name="Approve and publish", exact=True).click()
        expect(admin.get_by_text(f"“{ARABIC}” is published.")).to_be_visible()

    (path,) = stack.rows(
        "SELECT substr(url_path, 6) FROM wagtailcore_page WHERE title = %s", ARABIC
    )[0]
    assert within(PATIENCE, lambda: stack.get(path, mirror="second").status_code == 200)
    reader = browser.new_page()
    reader.goto(f"http://localhost:{stack.mirrors['second']}{path}")
    expect(reader.locator("html")).to_have_attribute("dir", "rtl")
    for text in ("h1", ".dek", ".body p"):
        assert begins_at_the_right(reader.locator(text)), text
    reader.close()


def begins_at_the_right(text: Locator) -> bool:
    """Say whether the ink of a short text lies nearer to the right side of its box."""
    picture = Image.open(io.BytesIO(text.screenshot())).convert("L")
    width, height = picture.size
    inside = picture.crop((8, 8, width - 8, height - 8))  # without its border
    grays = inside.histogram()
    paper = grays.index(max(grays))
    ink = inside.point(lambda gray: 255 * (abs(gray - paper) > 60))
    left, _, right, _ = ink.getbbox()
    return left > inside.width - right


def write_and_submit(admin: Page, stack: Stack) -> int:
    """Write a story with a quote and a picture, submit it; return its page id."""
    world = new_story(admin, stack)
    admin.fill("#id_title", HEADLINE)
    admin.fill("#id_dek", FIRST_DEK)
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


def comment_on_the_dek(admin: Page) -> None:
    """Wagtail's own comment, in the margin of the field.

    It moves to its place when it opens: a mouse could miss its button, a key does not.
    """
    open_comments(admin)
    field = admin.locator("#panel-child-content-dek-section")
    field.hover()
    field.get_by_role("button", name="Add comment").click()
    words = admin.get_by_placeholder("Enter your comment")
    words.fill(REMARK)
    admin.get_by_role("button", name="Comment", exact=True).press("Enter")
    expect(words).to_have_count(0)


def send_back(admin: Page) -> None:
    open_actions(admin)
    admin.get_by_role("button", name="Send back").click()
    dialog = admin.locator(".modal")
    dialog.get_by_label("Comment").fill(WHY)
    dialog.get_by_role("button", name="Send back").click()
    admin.wait_for_url(re.compile(r"/admin/pages/\d+/$"))


def mend_and_submit_again(admin: Page) -> None:
    """From home, where it says why the story came back."""
    back = admin.get_by_role("listitem").filter(has_text=HEADLINE)
    expect(back).to_contain_text(f"Back from ed: “{WHY}”")
    back.get_by_role("link", name=HEADLINE).click()
    open_comments(admin)
    expect(admin.get_by_text(REMARK)).to_be_visible()
    admin.fill("#id_dek", MENDED_DEK)
    open_actions(admin)
    admin.get_by_role("button", name="Resubmit").click()
    admin.wait_for_url(re.compile(r"/admin/pages/\d+/$"))


def see_what_changed(admin: Page) -> None:
    """Between the text that Ed sent back and this one; then go on to the editor."""
    open_actions(admin, "Actions")
    admin.get_by_role("link", name="What changed").click()
    expect(admin.locator("td.comparison")).to_have_text(
        "After nineeleven days the boats sail again."
    )
    admin.get_by_role("link", name="Edit", exact=True).click()


def read_it(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 1280, "height": 1600}) as window:
        reader = window.new_page()
        reader.goto(address)
        expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
        expect(reader.get_by_text(MENDED_DEK)).to_be_visible()
        expect(reader.locator("blockquote")).to_contain_text(WORDS)
        picture = reader.locator("figure img").first
        expect(picture).to_have_attribute("alt", "Cranes at dusk")
        assert picture.evaluate("picture => picture.naturalWidth") > 0


def new_story(admin: Page, stack: Stack) -> int:
    """Open the editor of a new story in World; return that section's page id."""
    world = stack.rows("SELECT id FROM wagtailcore_page WHERE slug = 'world'")[0][0]
    admin.goto(
        f"http://localhost:{stack.web}/admin/pages/add/pages/articlepage/{world}/"
    )
    wait_for_the_editor(admin)
    return int(world)


def add_block(admin: Page, name: str) -> None:
    admin.get_by_title("Insert a block").last.click()
    admin.get_by_role("option", name=name, exact=True).click()


def open_comments(admin: Page) -> None:
    wait_for_the_editor(admin)  # before, a click opens nothing
    admin.get_by_role("button", name="Toggle comments").click()


def open_actions(admin: Page, name: str = "Actions (footer)") -> None:
    """Of the page, not of a comment or a picture in it."""
    wait_for_the_editor(admin)
    admin.get_by_role("navigation", name=name, exact=True).locator(
        "[data-w-dropdown-target=toggle]"
    ).click()
