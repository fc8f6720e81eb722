"""The admin's own pages, in Chromium, under the policy that they are sent with."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import chromium, signed_in, wait_for_the_editor
from tests.journeys.stack import Stack
from tests.journeys.test_in_a_browser import add_block

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

HEADLINE = "Pilots strike for a day"
# Wagtail's table block asks for a language by a name its grid does not know; what is
# saved by itself in the middle of a byline is refused, and saved a moment later.
NO_MATTER = re.compile("handsontable.com/i18n/missing-language-code|status of 400")
# What a page was denied is an error on its console, in frames too.
TELL = """
    document.addEventListener("securitypolicyviolation", (event) => console.error(
        "violates", event.violatedDirective, event.blockedURI, event.sourceFile,
        event.lineNumber, event.sample));
"""
PAGES = (
    "/admin/",
    "/admin/pages/",
    "/admin/pages/{section}/",
    "/admin/pages/{story}/history/",
    "/admin/pages/{story}/workflow_history/",
    "/admin/pages/{story}/revisions/compare/earliest...latest/",
    "/admin/pages/{story}/delete/",
    "/admin/pages/{story}/move/",
    "/admin/pages/{story}/view_draft/",
    "/admin/pages/{story}/usage/",
    "/admin/takedown/{story}/",
    "/admin/images/",
    "/admin/images/add/",
    "/admin/images/multiple/add/",
    "/admin/documents/multiple/add/",
    "/admin/snippets/pages/author/add/",
    "/admin/mirrors/",
    "/admin/mirrors/new/",
    "/admin/mirrors/dashboard/",
    "/admin/mirrors/inspect/{mirror}/",
    "/admin/users/",
    "/admin/users/new/",
    "/admin/groups/new/",
    "/admin/workflows/list/",
    "/admin/workflows/edit/{workflow}/",
    "/admin/workflows/tasks/index/",
    "/admin/collections/add/",
    "/admin/redirects/add/",
    "/admin/sites/new/",
    "/admin/reports/site-history/",
    "/admin/reports/workflow/",
    "/admin/reports/aging-pages/",
    "/admin/account/",
    "/admin/account/sessions/",
    "/admin/account/second-factor/",
)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # Playwright runs an event loop in this thread, and Django then refuses its database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as browser:
        yield browser


@contextmanager
def watched(browser: Browser, address: str, name: str) -> Iterator[tuple[Page, list]]:
    """`name` at the admin, and what the browser complains of from then on."""
    with signed_in(browser, address, name) as page:
        complaints: list[str] = []

        def note(said: str) -> None:
            if not NO_MATTER.search(said):
                complaints.append(f"{page.url}: {said}")

        page.add_init_script(TELL)
        page.on("console", lambda m: note(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: note(str(error)))
        yield page, complaints


@pytest.fixture
def root(stack: Stack, browser: Browser) -> Iterator[tuple[Page, list]]:
    stack.inside("hire", name="root", may_do_anything=True)
    with watched(browser, f"http://localhost:{stack.web}", "root") as (
        page,
        complaints,
    ):
        yield page, complaints


@pytest.fixture
def keys(stack: Stack) -> dict[str, int]:
    """A story in review, its section and the workflow, by their ids."""
    title = "Dredgers wait for the tide"
    found = stack.rows("SELECT id FROM wagtailcore_page WHERE title = %s", title)
    submitted = (
        found[0]
        if found
        else stack.inside("submit_stories", titles=[title], section="world")[title]
    )
    story = int(submitted[0])
    (section,) = stack.rows("SELECT id FROM wagtailcore_page WHERE slug = 'world'")[0]
    (workflow,) = stack.rows("SELECT min(id) FROM wagtailcore_workflow")[0]
    (mirror,) = stack.rows("SELECT min(id) FROM mirrors_mirror")[0]
    return {"story": story, "section": section, "workflow": workflow, "mirror": mirror}


def test_every_page_of_the_admin_runs_under_its_policy(stack, root, keys):
    page, complaints = root
    for path in PAGES:
        answer = page.goto(f"http://localhost:{stack.web}{path.format(**keys)}")
        assert answer.status == 200, path
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        page.wait_for_load_state("networkidle")

    assert complaints == []


def test_a_script_written_into_a_page_does_not_run(stack, root):
    page, complaints = root
    page.goto(f"http://localhost:{stack.web}/admin/")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.intruder = true";
            document.body.append(script);
            const picture = document.createElement("div");
            picture.innerHTML = '<img src="/none" onerror="window.intruder = true">';
            document.body.append(picture);
            document.body.append(Object.assign(
                document.createElement("template"), {innerHTML: ""}));
            const call = document.createElement("template");
            call.dataset.calls = "alert";
            call.dataset.using = "[1]";
            document.body.append(call);
        }"""
    )
    page.wait_for_timeout(500)

    assert page.evaluate("window.intruder") is None
    assert any("script-src" in said for said in complaints)


def test_the_editor_runs_under_its_policy(stack, root, keys, tmp_path):
    page, complaints = root
    page.goto(
        f"http://localhost:{stack.web}/admin/pages/add/pages/articlepage/{keys['section']}/"
    )
    wait_for_the_editor(page)
    page.fill("#id_title", HEADLINE)
    page.fill("#id_dek", "No ship enters on Friday.")
    write(page, "The pilots' union has called a strike.")
    add_picture(page, tmp_path)
    look_at_the_preview(page)
    add_byline(page)
    choose_an_hour(page)
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    page.locator(".messages .success").wait_for()

    assert complaints == []


def write(page: Page, text: str) -> None:
    """A paragraph in the rich text editor."""
    add_block(page, "Paragraph")
    editor = page.locator("#panel-child-content-body-content [contenteditable]").last
    editor.click()
    page.keyboard.type(text)
    expect(editor).to_have_text(text)


def add_byline(page: Page) -> None:
    """A row of an inline panel, with the chooser in it."""
    page.get_by_role("button", name="Add byline").click()
    row = page.locator("#id_bylines-FORMS > *").last
    row.locator("[id$=author-chooser]").get_by_role("button").first.click()
    page.locator(".modal").get_by_role("button", name="Close").click()
    row.locator("input[id$=name]").fill("Ada Lint")


def add_picture(page: Page, folder: Path) -> None:
    """A picture block; its picture is uploaded in the chooser."""
    file = folder / "tide.jpg"
    color = tuple(os.urandom(3))  # one that is there already would be asked about
    Image.new("RGB", (1600, 1000), color).save(file)
    add_block(page, "Image")
    chooser = page.locator("[id^=body-][id$=picture-chooser]").last
    chooser.get_by_role("button", name="Choose an image").click()
    dialog = page.locator(".modal")
    dialog.get_by_role("tab", name="Upload").click()
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.locator("input[name$=title]").fill("The tide")
    dialog.locator("[name$='upload-alt']").fill("Low water")
    dialog.locator("input[name$=credit]").fill("Ada Lint")
    dialog.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator("[id^=body-][id$=value-picture]").last).not_to_have_value("")


def choose_an_hour(page: Page) -> None:
    """The schedule, with its date picker."""
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    hour = page.locator("#id_go_live_at")
    hour.click()
    page.locator(".xdsoft_datetimepicker:visible .xdsoft_next").first.click()
    page.locator(".xdsoft_datetimepicker:visible .xdsoft_date").nth(15).click()
    expect(hour).not_to_have_value("")
    # The open picker lies over the button.
    page.get_by_role("dialog").get_by_role("button", name="Save the hours").press(
        "Enter"
    )


def look_at_the_preview(page: Page) -> None:
    """The page in its frame, and the panel of Wagtail's checks."""
    page.get_by_role("button", name="Toggle preview").click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    page.get_by_role("button", name="Toggle checks").click()
    expect(page.get_by_role("heading", name="Checks")).to_be_visible()
