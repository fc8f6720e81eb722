"""Workers whose clock is a day off: nothing leaves early, is lost, stolen or signed wrongly."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from wagtail.models import Revision

from pages.models import ArticlePage, PublishedDocument
from tests.newsroom import draft, publish, story
from tests.permissions import unwritable
from tests.processes import database_of_tests
from tests.workflows.mirrors.conftest import (
    ceremony_folder,
    first_signing,
    live_mirror,
    make_mirror,
    root_keys,
    signed,
)
from tests.workflows.mirrors.conftest import publish as change
from tests.workflows.mirrors.looks import files_in, folder_of
from workflows.mirrors.lease import take
from workflows.mirrors.models import Role
from workflows.mirrors.proof import layout
from workflows.mirrors.proof.sign import sign
from workflows.notices.models import Notice, Webhook
from workflows.press.models import DuePage
from workflows.review.models import Release
from workflows.review.timing.publish_due import publish_due

__all__ = [
    "ceremony_folder",
    "change",
    "first_signing",
    "live_mirror",
    "make_mirror",
    "root_keys",
    "signed",
]
pytestmark = pytest.mark.django_db(transaction=True)

# Its clock is argv[1] days off; it runs one task after another, as it is told.
WORKER = """
import sys
from datetime import UTC, datetime, timedelta
import time_machine
off = timedelta(days=int(sys.argv[1]))
time_machine.travel(datetime.now(UTC) + off).start()
import django
django.setup()
from cms.celery import app
app.loader.import_default_modules()
for line in sys.stdin:
    task, *keys = line.split()
    app.tasks[task](*map(int, keys))
    print("done", flush=True)
"""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
Run = Callable[..., None]


@pytest.fixture(scope="module", params=[1, -1], ids=["a day ahead", "a day behind"])
def days(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def worker(days: int, alone_at_the_end: None) -> Iterator[subprocess.Popen[str]]:
    """One process whose clock is off."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(days)],
        env={**os.environ, "DATABASE_URL": database_of_tests()},
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def run(worker: subprocess.Popen[str]) -> Run:
    """Have the worker run a task, and return when it has."""

    def run(task: str, *keys: int) -> None:
        assert worker.stdin
        assert worker.stdout
        worker.stdin.write(f"{task} {' '.join(map(str, keys))}\n")
        worker.stdin.flush()
        assert worker.stdout.readline() == "done\n"

    return run


@pytest.fixture
def key_of_the_worker(signed: Path) -> Iterator[None]:
    """The signing key lies where a process of its own looks for it."""
    key = settings.HOME / "tuf" / "online.pem"
    key.parent.mkdir(exist_ok=True)
    shutil.copy(settings.SIGNING_KEY, key)
    yield
    key.unlink()


def schedule(newsroom: Any, rita: Any, ed: Any, title: str, **fields: Any) -> int:
    page = draft(newsroom.world, rita, title=title, **fields)
    publish(page, rita, ed)
    return page.pk


def test_an_hour_is_kept_by_the_databases_clock(
    newsroom, rita, ed, run: Run, days: int
):
    now = timezone.now()
    with time_machine.travel(now - 2 * HOUR):
        due = schedule(newsroom, rita, ed, "Vote ends", go_live_at=now - HOUR)
    early = {
        schedule(newsroom, rita, ed, "Budget leak", go_live_at=now + HOUR),
        schedule(newsroom, rita, ed, "Merger talks", embargo_until=now + HOUR),
    }

    run("workflows.review.tasks.publish_due")

    live = ArticlePage.objects.live().values_list("pk", flat=True)
    # Wagtail goes by the machine: one that is behind leaves it to another worker.
    assert list(live) == ([due] if days > 0 else [])
    assert not Release.objects.failing().exists()
    publish_due()
    assert list(live.all()) == [due]
    waiting = Revision.objects.exclude(approved_go_live_at=None)
    assert {int(key) for key in waiting.values_list("object_id", flat=True)} == early


def test_a_story_stays_until_its_last_hour(newsroom, rita, ed, run: Run):
    page = story(newsroom.world, rita, ed, expire_at=timezone.now() + HOUR)
    run("workflows.review.tasks.publish_due")
    assert ArticlePage.objects.get(pk=page.pk).live


def test_what_is_owed_is_pressed_at_once_and_no_failure_waits_for_a_day(
    newsroom, rita, ed, run: Run
):
    page = draft(newsroom.world, rita)
    publish(page, rita, ed)
    before = timezone.now()
    with unwritable(settings.HOME / "published"):
        run("workflows.press.tasks.press")
    row = DuePage.objects.get(page_id=page.pk)
    assert row.attempts == 1
    assert before < row.next_at < timezone.now() + MINUTE

    DuePage.objects.update(next_at=timezone.now())
    run("workflows.press.tasks.press")
    assert PublishedDocument.objects.filter(page_id=page.pk).exists()
    assert not DuePage.objects.exists()


def test_no_lease_is_stolen_and_no_file_waits_for_a_day(change, live_mirror, run: Run):
    change({"/index.html": b"1", "/a/index.html": b"2"})
    lease = take(live_mirror.pk)
    assert lease
    run("workflows.mirrors.tasks.deliver", live_mirror.pk)
    assert lease.row().exists()
    assert files_in(folder_of(live_mirror)) == {}
    lease.release()

    (folder_of(live_mirror) / "a").symlink_to("elsewhere")
    before = timezone.now()
    run("workflows.mirrors.tasks.deliver", live_mirror.pk)
    assert files_in(folder_of(live_mirror)) == {"/index.html": b"1"}
    failed = live_mirror.due.get()
    assert (failed.path, failed.attempts) == ("/a/index.html", 1)
    assert before < failed.next_at < timezone.now() + MINUTE


def test_what_it_signs_is_good_for_a_day_from_now(
    signed, newsroom, rita, ed, run: Run, key_of_the_worker: None
):
    story(newsroom.world, rita, ed)
    head = Role.objects.filter(name=layout.TIMESTAMP)
    before = head.get().version
    head.update(signed_at=timezone.now() - MINUTE)

    run("workflows.mirrors.tasks.sign")

    assert head.get().version > before
    left = head.get().expires_at - timezone.now()
    assert abs(left - layout.TIMESTAMP_LIFE) < MINUTE
    assert sign(rest=0) is None  # a worker with the right time finds nothing to mend


def test_a_notice_that_fails_once_is_not_given_up(db, run: Run):
    hook = Webhook(name="#desk", kinds=["published"])
    hook.url = "http://127.0.0.1:9/closed"
    hook.save()
    now = timezone.now()
    notice = Notice.objects.create(
        kind="published", webhook=hook, due_at=now, next_at=now
    )

    run("workflows.notices.tasks.send", hook.pk)

    notice.refresh_from_db()
    assert (notice.attempts, notice.given_up_at) == (1, None)
    assert now < notice.next_at < now + MINUTE
