"""The takedown screens in Chromium: they count down by themselves, and everybody can read them."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from pages.models import PublishedDocument
from tests.journeys.browser import chromium, signed_in
from tests.newsroom import picture, story
from tests.workflows.mirrors.looks import see
from workflows.mirrors.deliver import deliver

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def browser_beside_the_database(monkeypatch):
    """Playwright runs a loop in this thread, and the test asks the database in it too."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def address() -> Iterator[str]:
    """A web process that ends with the test: with its connections to the database."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


def assert_everybody_can_read(page: Page) -> None:
    # Wagtail fades its message in; half-way its colors are nobody's.
    within = {"include": [["main"]], "exclude": [[".messages"]]}
    found = Axe().run(page, context=within)
    assert found.violations_count == 0, found.generate_report()


def test_a_takedown_counts_down_without_a_reload(
    newsroom, rita, ed, chioma, make_mirror, address
):
    victim = story(newsroom.world, rita, ed, lead_picture=picture())
    mirror = make_mirror()
    deliver(mirror.pk)

    with chromium() as browser, signed_in(browser, address, "chioma") as page:
        page.goto(address + reverse("press_takedown", args=[victim.pk]))
        expect(page.get_by_text("is asked to remove it")).to_be_visible()
        assert_everybody_can_read(page)
        page.get_by_label("Kill").check()
        page.get_by_label("Reason").select_option("legal")
        page.get_by_role("button", name="Take it down").click()

        expect(page.get_by_text("Asked; it goes first.")).to_be_visible()
        assert_everybody_can_read(page)
        deliver(mirror.pk)
        expect(page.get_by_text("Carried; its address is looked at.")).to_be_visible()
        see(mirror)
        expect(page.get_by_text("Seen without it:")).to_be_visible()
        assert_everybody_can_read(page)
    assert PublishedDocument.objects.get(page_id=victim.pk).state == "killed"
