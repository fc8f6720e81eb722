"""A press has its time; a page that cannot be written waits longer each time."""

import json
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import redis
from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import timezone

from pages.models import ArticlePage, PublishedDocument
from pages.signals import about_to_go_live
from tests.newsroom import draft, publish
from tests.permissions import unwritable
from workflows.press import owed
from workflows.press import press as pressing
from workflows.press.models import Action, DuePage, Edition, PublishedFile
from workflows.press.models.due import Rank
from workflows.press.press import press

pytestmark = pytest.mark.django_db


def no_store() -> AbstractContextManager[None]:
    """Meanwhile nothing can be kept where finished bytes are."""
    return unwritable(settings.HOME / "published")


@pytest.fixture
def page(newsroom, rita, ed) -> ArticlePage:
    """A story that is approved and owed to the press."""
    new = draft(newsroom.world, rita)
    publish(new, rita, ed)
    return new


def newest() -> Edition:
    return Edition.objects.latest("number")


def try_now() -> None:
    DuePage.objects.update(next_at=timezone.now())
    press()


def test_a_page_that_cannot_be_written_waits_longer_each_time_and_uses_up_no_number(
    page,
):
    before = newest().number

    with no_store():
        press()
        for attempts in (2, 3, 4):
            try_now()
            row = DuePage.objects.get(page_id=page.pk)
            assert (row.attempts, row.edition) == (attempts, before)
            assert "NotADirectoryError" in row.last_error
            wait = row.next_at - timezone.now()
            assert wait > owed.wait_after(attempts) - timedelta(seconds=2)

    assert newest().number == before
    assert Edition.objects.get(number=before).parked
    assert not PublishedDocument.objects.filter(page_id=page.pk).exists()


def test_a_page_that_can_be_written_again_comes_back_under_a_number_of_its_own(page):
    before = newest().number
    with no_store():
        press()
        try_now()

    try_now()

    document = PublishedDocument.objects.get(page_id=page.pk)
    edition = newest()
    assert (edition.number, edition.action) == (before + 1, Action.PUBLISH)
    assert edition.pressed_at is not None
    assert edition.digest == document.digest
    assert (document.edition, edition.parked) == (before + 1, False)
    assert json.loads(document.document)["meta"]["edition"] == before + 1
    files = PublishedFile.objects.of_page(page.pk)
    assert set(files.values_list("edition", flat=True)) == {before + 1}
    assert not DuePage.objects.exists()


def test_a_parked_page_that_was_taken_down_meanwhile_uses_up_no_number(page):
    with no_store():
        press()
    before = newest().number
    row = DuePage.objects.get(page_id=page.pk)

    def withdrawn(sender, page, **kwargs):
        DuePage.objects.filter(page_id=row.page_id).delete()

    about_to_go_live.connect(withdrawn)
    try_now()
    about_to_go_live.disconnect(withdrawn)

    assert newest().number == before


def test_what_the_press_has_no_time_for_stays_owed_as_it_was(page):

    assert press(seconds=0) == 0

    row = DuePage.objects.get(page_id=page.pk)
    assert (row.attempts, row.last_error) == (0, "")
    assert press() > 0


def test_a_press_whose_time_is_over_asks_for_the_next_one(
    newsroom, rita, ed, django_capture_on_commit_callbacks
):
    publish(draft(newsroom.world, rita), rita, ed)

    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.delete("press")
        with django_capture_on_commit_callbacks(execute=True):
            press(seconds=0)
        assert broker.llen("press") == 1
        broker.delete("press")

    press()
    with django_capture_on_commit_callbacks() as asked:
        press()
    assert asked == []  # nothing is ready


def test_a_worker_that_runs_out_of_time_parks_no_story(page):

    def too_slow(**_: object) -> None:
        raise SoftTimeLimitExceeded

    about_to_go_live.connect(too_slow)
    with pytest.raises(SoftTimeLimitExceeded):
        press()
    about_to_go_live.disconnect(too_slow)

    row = DuePage.objects.get(page_id=page.pk)
    assert (row.attempts, row.last_error) == (1, "")
    assert row.next_at > timezone.now()
    assert not newest().parked


def test_an_urgent_page_is_tried_again_every_minute(newsroom):
    assert owed.wait_after(20) == timedelta(minutes=15)
    assert owed.wait_after(20, urgent=True) == timedelta(minutes=1)
    assert owed.wait_after(1, urgent=True) == timedelta(seconds=8)


def test_a_failure_of_what_is_owed_anew_by_now_parks_nothing(page, monkeypatch):
    def render(page_id, *, edition):
        owed.owe({page_id}, edition, rank=Rank.STORY)
        raise RuntimeError("An older state could not be rendered.")

    with monkeypatch.context() as patched:
        patched.setattr("workflows.press.press.render", render)
        patched.setattr("workflows.press.owed.is_ready", lambda: False)
        press(seconds=0.01)

    row = DuePage.objects.get(page_id=page.pk)
    assert (row.attempts, row.last_error) == (0, "")
    assert not Edition.objects.get(number=row.edition).parked
    press()
    assert PublishedDocument.objects.filter(page_id=page.pk).exists()


def test_a_page_that_is_owed_anew_while_it_is_rendered_is_rendered_again(
    page, monkeypatch
):
    """Another process may do so under the same number, e.g. a kill of a story it shows."""
    rendered = pressing.render
    numbers: list[tuple[int, int]] = []

    def render(page_id, *, edition):
        sheet = rendered(page_id, edition=edition)
        if page_id == page.pk and not numbers:
            owed.owe({page_id}, edition, rank=Rank.STORY)
        numbers.append((page_id, edition))
        return sheet

    monkeypatch.setattr("workflows.press.press.render", render)
    press()

    edition = Edition.objects.get(page_id=page.pk).number
    assert numbers[:2] == [(page.pk, edition), (page.pk, edition)]
    assert not DuePage.objects.exists()
    assert PublishedDocument.objects.get(page_id=page.pk).edition == edition
