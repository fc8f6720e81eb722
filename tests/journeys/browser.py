"""Chromium, and what a person does with it in the admin."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SLOW = 15_000  # milliseconds
# The editor notices changes only from the moment it watches for them.
COUNT_WATCHES = """
    window.watches = 0;
    addEventListener("w-unsaved:watch-edits", () => {
        window.watches += 1;
        document.documentElement.toggleAttribute("data-watched", window.watches >= 2);
    }, true);
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("No Chromium is installed on this machine.")
    expect.set_options(timeout=SLOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def signed_in(browser: Browser, address: str, name: str) -> Iterator[Page]:
    """A window of 1400 × 900 in which `name` is at the admin."""
    window = browser.new_context(viewport={"width": 1400, "height": 900})
    window.set_default_timeout(SLOW)
    window.add_init_script(COUNT_WATCHES)
    page = window.new_page()
    page.goto(f"{address}/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", "masthead")
    page.click("button[type=submit]")
    page.wait_for_url(f"{address}/admin/")
    yield page
    window.close()


def wait_for_the_editor(page: Page) -> None:
    """Return when the editor notices what is typed.

    A function to wait for would be evaluated in the page, and its policy forbids that.
    """
    page.locator("html[data-watched]").wait_for()
