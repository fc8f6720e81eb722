"""Whoever cannot see well: axe on every screen of Masthead's own, in light and dark, wide and on a phone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from tests.journeys.browser import chromium, signed_in, wait_for_the_editor
from tests.journeys.stack import Stack
from tests.processes import within

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

WIDE: ViewportSize = {"width": 1400, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
WHOLE = "html"  # the page is ours from its first byte to its last
# About what is around ours: Wagtail's forms take the focus from its skip link.
NOT_OURS = {"skip-link", "region"}
# Colors of a change half-way are nobody's. The policy allows a sheet that is made by code.
STAND_STILL = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*, ::before, ::after { transition: none !important }");
    document.adoptedStyleSheets.push(sheet);
}"""
MESSAGES = ".messages"  # Wagtail fades them in; half-way their colors are nobody's


def as_it_is(page: Page) -> None:
    """Nothing has to be done first."""


def open_a_decision(page: Page) -> None:
    page.locator("[data-decide=send-back]").first.click()
    page.locator("dialog[open]").wait_for()


def open_the_keys(page: Page) -> None:
    page.locator("[data-desk-keys]").click()
    page.locator("dialog[open]").wait_for()


def open_readiness(page: Page) -> None:
    wait_for_the_editor(page)
    page.get_by_role("button", name="Toggle readiness").click()
    page.locator("[data-readiness]").wait_for()


def open_the_hours(page: Page) -> None:
    wait_for_the_editor(page)
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    page.get_by_role("dialog").wait_for()


def save_what_somebody_else_changed(page: Page) -> None:
    """As a tab does that was opened before."""
    wait_for_the_editor(page)
    page.locator("[name=loaded_revision_id]").evaluate("field => field.value = '1'")
    page.locator("#id_dek").evaluate("field => field.value = 'I say so.'")
    page.get_by_role("button", name="Save draft").click()
    page.locator("#conflict").wait_for()


def open_the_tables(page: Page) -> None:
    for table in page.locator("summary").all():
        table.click()


def begin_all_the_same(page: Page) -> None:
    page.get_by_role("button", name="Begin the first sync").click()
    page.get_by_role("alert").wait_for()


def approve_what_changed(page: Page) -> None:
    """As a list does that was shown before."""
    page.evaluate(
        """() => {
            const form = document.querySelector("form:has([name=read])");
            const asked = new URLSearchParams(location.search);
            form.action = asked.get("to");
            form.elements.read.value = asked.get("read");
            form.submit();
        }"""
    )
    page.locator(".review-both").wait_for()


@dataclass(frozen=True)
class Screen:
    """Where it is, what is ours of it, and what to do first.

    path: may name what `one_of_everything` made. ours: a selector. status: of its answer.
    """

    path: str
    ours: str = "main"
    first: Callable[[Page], None] = as_it_is
    status: int = 200


ADMIN = (
    Screen("/admin/"),
    Screen("/admin/board/?shown=1"),
    Screen("/admin/board/?shown=1", "dialog[open]", open_a_decision),
    Screen("/admin/board/?shown=1", "dialog[open]", open_the_keys),
    Screen("/admin/board/{waiting}/approve/"),
    Screen("/admin/board/{waiting}/send-back/"),
    Screen(
        "/admin/board/{again}/approve/?read={read}&to={decision}",
        first=approve_what_changed,
    ),
    Screen("/admin/assignments/"),
    Screen("/admin/assignments/new/"),
    Screen("/admin/assignments/{assignment}/start/"),
    Screen("/admin/desks/"),
    Screen("/admin/desks/new/"),
    Screen("/admin/record/"),
    Screen("/admin/record/{corrected}/"),
    Screen("/admin/record/{corrected}/paper/", WHOLE),
    Screen("/admin/legal/{doubted}/"),
    Screen("/admin/legal/{waiting}/"),
    Screen("/admin/alone/{waiting}/breaking/"),
    Screen("/admin/alone/{waiting}/break-glass/"),
    Screen("/admin/reviews/{review}/"),
    Screen("/admin/lift/{embargoed}/"),
    Screen("/admin/unschedule/{embargoed}/"),
    Screen("/admin/takedown/{corrected}/"),
    Screen("/admin/takedown/{withdrawn}/"),
    Screen("/admin/takedown/mirrors/{withdrawal}/record/", status=202),
    Screen("/admin/pages/{back}/edit/", "[data-readiness]", open_readiness),
    Screen("/admin/pages/{back}/edit/", "[role=dialog]", open_the_hours),
    Screen(
        "/admin/pages/{back}/edit/",
        "section[aria-labelledby=conflict]",
        save_what_somebody_else_changed,
    ),
    Screen("/admin/account/", "#tab-notifications"),
    Screen("/admin/account/sessions/"),
    Screen("/admin/account/second-factor/"),
    Screen("/admin/account/second-factor/app/activate/"),
    Screen("/admin/account/second-factor/keys/"),
    Screen("/admin/account/second-factor/keys/add/"),
    Screen("/admin/account/confirm/password/"),
    Screen("/admin/webhooks/"),
    Screen("/admin/webhooks/edit/{webhook}/"),
    Screen("/admin/mirrors/"),
    Screen("/admin/mirrors/new/"),
    Screen("/admin/mirrors/dashboard/"),
    Screen("/admin/mirrors/dashboard/?window=month"),
    Screen("/admin/mirrors/inspect/{mirror}/"),
    Screen("/admin/mirrors/inspect/{troubled}/", first=open_the_tables),
    Screen("/admin/mirrors/{fresh}/begin/"),
    Screen("/admin/mirrors/{fresh}/begin/", first=begin_all_the_same),
    Screen("/admin/mirrors/{mirror}/replace/"),
    Screen("/admin/mirrors/{mirror}/pause/"),
)


NO_ACCOUNT = (
    Screen("/admin/login/"),
    Screen("{letter}", WHOLE),
    Screen("{revoked}", WHOLE, status=410),
    Screen("/legal-check/un.known/", WHOLE, status=404),
)
CORRECTED = "/news/world/it-was-corrected/"
READERS = (
    Screen("/", WHOLE),
    Screen("/news/world/", WHOLE),
    Screen(CORRECTED, WHOLE),
    Screen(f"{CORRECTED}history/", WHOLE),
    Screen("/news/world/it-was-withdrawn/", WHOLE, status=410),
    Screen("/not/there/", WHOLE, status=404),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, chromium() as browser:
        # Playwright runs an event loop in this thread, and Django then refuses its database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser


@pytest.fixture(scope="module")
def keys(stack: Stack) -> dict[str, Any]:
    stack.inside("hire", name="root", may_do_anything=True)
    made: dict[str, Any] = stack.inside("one_of_everything")
    return made


@pytest.fixture(scope="module")
def root(stack: Stack, browser: Browser, keys: dict[str, Any]) -> Iterator[Page]:
    """A superuser at the admin."""
    with signed_in(browser, f"http://localhost:{stack.web}", "root") as page:
        yield page


@pytest.mark.parametrize("screen", ADMIN, ids=lambda screen: screen.path)
def test_everybody_can_use_each_screen_of_the_admin(
    stack: Stack, root: Page, keys: dict[str, Any], screen: Screen
):
    assert problems(root, f"http://localhost:{stack.web}", screen, keys) == {}


@pytest.mark.parametrize("screen", NO_ACCOUNT, ids=lambda screen: screen.path)
def test_everybody_can_use_what_needs_no_account(
    stack: Stack, browser: Browser, keys: dict[str, Any], screen: Screen
):
    with browser.new_page() as page:
        assert problems(page, f"http://localhost:{stack.web}", screen, keys) == {}


@pytest.mark.parametrize("screen", READERS, ids=lambda screen: screen.path)
def test_everybody_can_read_each_page_of_a_mirror(
    stack: Stack, browser: Browser, keys: dict[str, Any], screen: Screen
):
    address = f"http://localhost:{stack.mirrors['primary']}"
    assert within(60, lambda: stack.get(CORRECTED, mirror="primary").ok)
    with browser.new_page() as page:
        assert problems(page, address, screen, keys) == {}


def problems(
    page: Page, address: str, screen: Screen, keys: dict[str, Any]
) -> dict[str, Any]:
    """Return what axe finds of ours: by the rule, the HTML of each place."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    answer = page.goto(address + screen.path.format(**keys))
    assert answer
    assert answer.status == screen.status
    screen.first(page)
    found = broken(page, screen.ours)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    return found | {
        f"{rule} in the dark": at for rule, at in broken(page, screen.ours).items()
    }


def broken(page: Page, ours: str) -> dict[str, list[str]]:
    """Run axe; return the broken rules, with the HTML of each place."""
    page.evaluate(STAND_STILL)
    context = {"include": [[ours]], "exclude": [[MESSAGES]]}
    found = Axe().run(page, context=context).response["violations"]
    return {
        problem["id"]: [node["html"] for node in problem["nodes"]]
        for problem in found
        if ours == WHOLE or problem["id"] not in NOT_OURS
    }
