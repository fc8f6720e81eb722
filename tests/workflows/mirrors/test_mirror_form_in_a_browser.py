"""The form of a mirror in Chromium: it asks for what opens this kind of storage."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import newsroom as build
from tests.journeys.browser import chromium, signed_in
from tests.workflows.mirrors.drivers.pretender import Pretender
from tests.workflows.mirrors.drivers.servers import KEYS
from workflows.mirrors.models import Mirror

pytestmark = pytest.mark.django_db(transaction=True)

LABELS = ["Access key id", "Secret access key", "Private key", "Password", "Host key"]


def asked_for(page: Page) -> list[str]:
    return [
        label for label in LABELS if page.get_by_label(label, exact=True).is_visible()
    ]


def test_the_form_asks_for_what_the_storage_takes_and_never_shows_it(
    live_server, monkeypatch, pretender: Pretender
):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop
    build.person("olu", "Operators")

    address = live_server.url
    with chromium() as browser, signed_in(browser, address, "olu") as page:
        page.goto(address + reverse("mirrors:add"))
        assert asked_for(page) == []
        storage = page.get_by_label("Storage URL")
        storage.fill("sftp://press@host/srv/www")
        assert asked_for(page) == ["Private key", "Password", "Host key"]
        storage.fill(pretender.url)
        assert asked_for(page) == ["Access key id", "Secret access key"]
        found = Axe().run(page, context={"include": [["main"]]})
        assert found.violations_count == 0, found.generate_report()

        page.get_by_label("Name").fill("two")
        page.get_by_label("Public URL").fill("https://two.example")
        page.get_by_label("Access key id").fill(KEYS["access_key_id"])
        page.get_by_label("Secret access key").fill(KEYS["secret_access_key"])
        page.get_by_role("button", name="Create").click()
        page.wait_for_url("**/mirrors/*/begin/")
        assert Mirror.objects.get().credentials == KEYS

        page.goto(address + reverse("mirrors:edit", args=[Mirror.objects.get().pk]))
        expect(page.get_by_text("Set on ")).to_have_count(2)
        assert page.get_by_label("Secret access key", exact=True).input_value() == ""
        assert KEYS["secret_access_key"] not in page.content()
