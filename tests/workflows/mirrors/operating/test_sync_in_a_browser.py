"""A mirror's page in Chromium: a sync counts up by itself, and says when the mirror is live."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.journeys.browser import chromium, signed_in
from tests.workflows.mirrors.conftest import MakeMirror, Publish
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import DueFile

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A web process that ends with the test: with its connections to the database."""
    # Playwright runs a loop in this thread, and the test asks the database in it too.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    server = LiveServer("localhost")
    yield server.url
    server.stop()


def test_a_sync_counts_up_without_a_reload_until_the_mirror_is_live(
    make_mirror: MakeMirror, publish: Publish, address: str
):
    user = User.objects.create_user("olu", password="masthead")
    user.groups.add(Group.objects.get(name="Operators"))
    publish({f"/{number}/index.html": b"1" for number in range(8)})
    mirror = make_mirror()

    with chromium() as browser, signed_in(browser, address, "olu") as page:
        page.goto(address + reverse("mirrors:inspect", args=[mirror.pk]))
        bar = page.get_by_role("progressbar", name="0 of 8 files are there.")
        expect(bar).to_have_attribute("max", "8")
        page.evaluate("window.isTheSame = true")

        carry(mirror.due.all()[:2])
        expect(page.get_by_role("progressbar")).to_have_attribute("value", "2")
        expect(page.get_by_text(re.compile("It takes .* still"))).to_be_visible()
        deliver(mirror.pk)
        expect(page.get_by_role("progressbar")).to_have_count(0)
        expect(page.locator("[data-told]")).to_have_text("Live")
        assert page.evaluate("window.isTheSame")


def carry(due: QuerySet[DueFile]) -> None:
    """As if a delivery were half-way."""
    DueFile.objects.filter(pk__in=list(due.values_list("pk", flat=True))).delete()
