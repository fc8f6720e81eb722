"""A story that takes its worker down with it: a process of its own, killed as for want of memory."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing import get_context

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.utils import timezone

from pages.models import PublishedDocument
from tests.newsroom import draft, publish
from workflows.press import owed, tree
from workflows.press import press as pressing
from workflows.press.models import DuePage, Edition
from workflows.press.press import BringsDown, press

pytestmark = pytest.mark.django_db(transaction=True)


def press_and_die(deadly: int) -> None:
    """Press in a process of its own, which the rendering of one page kills; wait for its end."""

    def run() -> None:
        harmless = pressing.render

        def render(page_id, *, edition):
            if page_id == deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            return harmless(page_id, edition=edition)

        pressing.render = render  # in that process only
        press()

    connection.close()  # two processes must not speak on one
    process = get_context("fork").Process(target=run)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


def test_a_story_that_kills_its_worker_is_parked_and_holds_up_nobody(
    newsroom, rita, ed, client: Client
):
    poison = draft(newsroom.world, rita, title="Poison")
    good = draft(newsroom.world, rita, title="Good story")
    publish(good, rita, ed)
    publish(poison, rita, ed)  # the newest: first in line
    row = DuePage.objects.filter(page_id=poison.pk)

    for attempts in range(1, owed.TRIES + 2):
        row.update(next_at=timezone.now())
        press_and_die(poison.pk)
        assert row.get().attempts == attempts
        assert bool(row.get().last_error) == (attempts > owed.TRIES)
        press()
        assert PublishedDocument.objects.get(page_id=good.pk).title == "Good story"
        assert list(DuePage.objects.all()) == [row.get()]

    assert row.get().last_error == f"BringsDown: {BringsDown.says}"
    assert Edition.objects.get(page_id=poison.pk).parked
    health = client.get("/health/ready").json()["checks"]["press"]
    assert (health["ok"], health["unpressed_editions"]) == (True, 0)
    assert health["parked_pages"] == 1

    row.update(next_at=timezone.now())
    press()  # in a worker that survives it
    assert PublishedDocument.objects.get(page_id=poison.pk).title == "Poison"
    assert not DuePage.objects.exists()


@contextmanager
def nobody_may_write() -> Iterator[None]:
    """Meanwhile another connection holds the tree, and waiting for it ends with an error."""
    with (
        closing(connections.create_connection("default")) as other,
        other.cursor() as holder,
        connection.cursor() as ours,
    ):
        holder.execute("SELECT pg_advisory_lock(%s)", [tree.LOCK])
        ours.execute("SET lock_timeout = '5ms'")
        yield
        ours.execute("RESET lock_timeout")


def test_trouble_of_the_database_is_no_fault_of_the_story(newsroom, rita, ed):
    page = draft(newsroom.world, rita)
    publish(page, rita, ed)
    row = DuePage.objects.filter(page_id=page.pk)
    with nobody_may_write():
        for _ in range(owed.TRIES + 2):
            row.update(next_at=timezone.now())
            assert press() == 0
            assert (row.get().attempts, row.get().last_error) == (0, "")
            assert row.get().next_at > timezone.now()
    assert not Edition.objects.get(page_id=page.pk).parked

    row.update(next_at=timezone.now())
    press()
    assert PublishedDocument.objects.get(page_id=page.pk).title == page.title


def test_a_try_that_the_database_cannot_take_back_counts(
    newsroom, rita, ed, monkeypatch
):
    def gone(*_: object, **__: object) -> None:
        raise OperationalError("the connection is closed")

    publish(draft(newsroom.world, rita), rita, ed)
    monkeypatch.setattr(pressing, "render", gone)
    monkeypatch.setattr(owed, "still", gone)
    assert press() == 0
    row = DuePage.objects.get()
    assert (row.attempts, row.last_error) == (1, "")


def test_a_page_that_is_overtaken_again_and_again_is_no_poison(newsroom, rita, ed):
    page = draft(newsroom.world, rita)
    publish(page, rita, ed)
    for _ in range(owed.TRIES + 2):
        DuePage.objects.update(next_at=timezone.now())
        row = owed.claim()
        assert row
        assert not owed.is_poison(row)
        owed.put_back(row)
