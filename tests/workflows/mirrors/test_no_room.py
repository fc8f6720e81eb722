"""A disk that is really full: named in words, nobody else's trouble, and mended by itself."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from pages.models import PublishedDocument
from tests.disks import fill, small_disk
from tests.newsroom import draft
from tests.newsroom import publish as approve
from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.looks import files_in, folder_of, make_ready, owed_by
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror
from workflows.press.models import DuePage, PublishedFile
from workflows.press.press import press

pytestmark = pytest.mark.django_db(transaction=True)

NEW = os.urandom(10_000)  # no compression makes it small
FULL = "No space left on device."


@pytest.fixture
def small(tmp_path: Path, make_mirror: MakeMirror) -> Iterator[Mirror]:
    """A mirror on a small disk."""
    with small_disk(tmp_path / "small"):
        yield make_mirror("small")


def test_a_press_without_room_parks_the_story_until_there_is_some(newsroom, rita, ed):
    page = draft(newsroom.world, rita)
    approve(page, rita, ed)
    with small_disk(settings.HOME / "published") as disk:
        ballast = fill(disk)
        press()
        row = DuePage.objects.get(page_id=page.pk)
        assert "No space left on device" in row.last_error
        assert not PublishedFile.objects.of_page(page.pk).exists()
        assert not PublishedDocument.objects.filter(page_id=page.pk).exists()

        ballast.unlink()
        kept = {path for path in disk.rglob("*") if path.is_file()}
        assert kept == set()
        DuePage.objects.update(next_at=timezone.now())
        press()
        assert PublishedDocument.objects.filter(page_id=page.pk).exists()
        assert not DuePage.objects.parked().exists()


def test_a_full_disk_is_named_keeps_what_it_serves_and_delays_nobody(
    small: Mirror, make_mirror: MakeMirror, publish: Publish
):
    large = make_mirror("large")
    publish({"/index.html": b"old", "/killed/index.html": b"secret"})
    deliver(small.pk)
    ballast = fill(folder_of(small))

    publish({"/index.html": NEW, "/new/index.html": b"1"})
    stopped = deliver(small.pk)
    deliver(large.pk)

    assert stopped is not None
    assert (stopped.outcome, stopped.error) == ("stopped", FULL)
    small.refresh_from_db()
    assert small.last_error == FULL
    assert files_in(folder_of(small)) == {
        "/index.html": b"old",
        "/killed/index.html": b"secret",
    }
    assert left_aside(small) == []
    assert files_in(folder_of(large))["/index.html"] == NEW

    # What is taken down needs no room.
    publish({"/killed/index.html": None}, urgent=True)
    make_ready()
    deliver(small.pk)
    assert files_in(folder_of(small)) == {"/index.html": b"old"}
    assert sorted(owed_by(small)) == ["/index.html", "/new/index.html"]

    ballast.unlink()
    make_ready()
    deliver(small.pk)
    deliver(large.pk)
    assert files_in(folder_of(small)) == {"/index.html": NEW, "/new/index.html": b"1"}
    assert files_in(folder_of(small)) == files_in(folder_of(large))
    small.refresh_from_db()
    assert (small.last_error, owed_by(small)) == ("", [])


def left_aside(mirror: Mirror) -> list[str]:
    """Names of half-written files, wherever they lie."""
    return [path.name for path in folder_of(mirror).rglob(".tmp-*")]
