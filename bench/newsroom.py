"""A newsroom with two mirrors and an archive, before anything is started beside it."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings

from bench.archive import Archive
from bench.services import Ports
from cms.services import WORKERS
from pages.models import PublishedDocument
from workflows.mirrors import lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import DueFile
from workflows.press.models import DuePage

PATIENCE = 900.0  # seconds that the mirrors may take for the whole tree


def load(count: int, home: Path, ports: Ports, *, whole_road: bool = False) -> Archive:
    """Open a newsroom in an empty database and publish `count` stories."""
    (home / "mirrors").mkdir()
    for name, port in (("primary", ports.primary), ("second", ports.second)):
        mirror = lifecycle.add(
            name,
            public_url=f"http://localhost:{port}",
            storage_url=f"file://{home}/mirrors/{name}",
            primary=name == "primary",
        )
        lifecycle.sync(mirror)
        deliver(mirror.pk)  # live before the first story, so no page is pressed twice
    with _indexed_later():
        archive = Archive(whole_road=whole_road)
        archive.load(count)
    _forget_nudges()
    _check(archive)
    return archive


def _check(archive: Archive) -> None:
    live = PublishedDocument.objects.live().stories().count()
    if live < len(archive.stories):
        sys.exit(f"Only {live} of {len(archive.stories)} stories were pressed.")


@contextmanager
def _indexed_later() -> Iterator[None]:
    """Leave the admin's search index alone: both sides' are built at once, afterwards."""
    backend = settings.WAGTAILSEARCH_BACKENDS["default"]
    backend["AUTO_UPDATE"] = False
    yield
    del backend["AUTO_UPDATE"]


def _forget_nudges() -> None:
    """Empty the queues: what thousands of approvals asked for is done."""
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
        broker.delete(*WORKERS, "notices")


def until_nothing_is_owed() -> None:
    """Wait until the press and the mirrors have done everything."""
    deadline = time.monotonic() + PATIENCE
    while DuePage.objects.exists() or DueFile.objects.exists():
        if time.monotonic() > deadline:
            sys.exit(f"{DueFile.objects.count()} files are still owed to the mirrors.")
        time.sleep(0.05)
