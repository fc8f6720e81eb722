"""Pages, feeds, the API and trust.txt name the addresses that the registry has, and no other."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from pages.models import PublishedDocument
from tests.newsroom import press, story
from tests.workflows.mirrors.looks import plain
from workflows.mirrors import lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror
from workflows.press import site, store
from workflows.press.fronts import FRONTS
from workflows.press.models import DuePage, PublishedFile
from workflows.press.sweep import sweep_resources
from workflows.press.takedown import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def announced(newsroom, rita, ed, make_mirror) -> Mirror:
    """A story, the primary address and a second one; both are announced."""
    story(newsroom.world, rita, ed, title="Tower")
    lifecycle.add(
        "main",
        public_url=settings.PRIMARY_URL,
        storage_url="file:///srv/never/written",
        primary=True,
    )
    second = make_mirror("second")
    Mirror.objects.update(state="live")
    second.refresh_from_db()
    follow()
    return second


def follow() -> None:
    sweep_resources([site.ADDRESSES])
    press()


def tree() -> dict[str, str]:
    files = PublishedFile.objects.standing().exclude(type__startswith="image/")
    return {file.path: store.read(file.digest).decode() for file in files}


def test_programs_are_told_of_every_address(announced, client):
    listed = json.loads(tree()["/api/v2/mirrors/index.json"])
    assert listed == {
        "meta": {"total_count": 2},
        "items": [
            {"name": "main", "url": settings.PRIMARY_URL, "primary": True},
            {"name": "second", "url": "https://second.example", "primary": False},
        ],
    }
    answer = client.get("/api/v2/mirrors/")
    assert answer.content.decode() == tree()["/api/v2/mirrors/index.json"]
    assert answer.headers["ETag"]
    assert tree()["/.well-known/trust.txt"].splitlines()[1:] == [
        "control=https://second.example/",
        f"controlledby={settings.PRIMARY_URL}/",
    ]
    for path in ("/feeds/rss.xml", "/feeds/news/world.xml"):
        assert (
            f'<atom:link rel="duplicate" href="https://second.example{path}"'
            in (tree()[path])
        )


@pytest.mark.parametrize("verb", [lifecycle.retire, lifecycle.drain, lifecycle.pause])
def test_an_address_that_is_taken_out_is_named_nowhere(announced, client, verb):
    named = {path for path, text in tree().items() if "second.example" in text}
    assert {"/index.html", "/404.html", "/news/world/index.html"} <= named
    verb(announced)
    follow()
    assert [path for path, text in tree().items() if "second.example" in text] == []
    assert b"second.example" not in client.get("/api/v2/mirrors/").content


def test_an_address_that_is_replaced_is_named_at_once(announced, client):
    announced.public_url = "https://elsewhere.example"
    announced.save(update_fields=["public_url"])
    follow()
    texts = tree()
    assert [path for path, text in texts.items() if "second.example" in text] == []
    assert "elsewhere.example" in texts["/news/world/index.html"]


def test_a_story_leads_to_the_addresses_and_is_not_pressed_when_they_change(announced):
    path = "/news/world/tower/index.html"
    before = tree()[path]
    assert '<a href="/#mirrors">' in before
    assert 'id="mirrors"' in tree()["/index.html"]
    lifecycle.retire(announced)
    sweep_resources([site.ADDRESSES])
    owed = set(DuePage.objects.values_list("page_id", flat=True))
    fronts = PublishedDocument.objects.filter(type__in=FRONTS)
    assert owed == set(fronts.values_list("page_id", flat=True))
    press()
    assert tree()[path] == before


def test_a_notice_that_stays_for_years_names_no_address(announced, ed):
    withdraw(PublishedDocument.objects.stories().get().pk, actor=ed, reason="error")
    notice = tree()["/news/world/tower/gone.html"]
    assert '<a href="/#mirrors">' in notice
    assert "second.example" not in notice


def test_mirrors_hold_no_file_that_names_a_retired_address(announced, make_mirror):
    third = make_mirror("third")
    deliver(third.pk)
    follow()
    deliver(third.pk)
    folder = Path(third.storage_url.removeprefix("file://"))
    assert naming(folder, b"second.example")
    lifecycle.retire(announced)
    follow()
    deliver(third.pk)
    assert naming(folder, b"second.example") == []
    assert naming(folder, b"third.example")


def naming(folder: Path, address: bytes) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if address in plain(path)]
