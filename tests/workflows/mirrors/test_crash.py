"""Real delivering processes, killed and frozen at each step of a delivery."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from tests.processes import database_of_tests
from tests.workflows.mirrors.conftest import Publish
from tests.workflows.mirrors.looks import files_in, folder_of, make_ready, owed_by
from workflows.mirrors.deliver import deliver
from workflows.mirrors.drivers.folder import Busy
from workflows.mirrors.models import Mirror

pytestmark = pytest.mark.django_db(transaction=True)

# Delivers mirror argv[1], and waits for a line on its standard input before or after
# (argv[4]) the function argv[3] of the class or module argv[2].
WORKER = """
import sys
import django
django.setup()
from django.utils.module_loading import import_string
from importlib import import_module
from workflows.mirrors.deliver import deliver
mirror, place, name, when = sys.argv[1:]
place = import_module(place) if place.islower() else import_string(place)
original = getattr(place, name)
def pausing(*args, **kwargs):
    result = original(*args, **kwargs) if when == "after" else None
    print("here", flush=True)
    sys.stdin.readline()
    return original(*args, **kwargs) if when == "before" else result
setattr(place, name, pausing)
deliver(int(mirror))
"""
VERB = "workflows.mirrors.deliver"
DRIVER = "workflows.mirrors.drivers.folder.FolderDriver"
FOLDER = "workflows.mirrors.drivers.folder"
STEPS = [
    (VERB, "claim", "after"),
    (DRIVER, "put", "before"),
    (FOLDER, "write_aside", "after"),
    (DRIVER, "put", "after"),
    ("workflows.mirrors.batch", "settle", "after"),
    (VERB, "arrive", "after"),
]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(live_mirror: Mirror) -> Iterator[Start]:
    """Start a delivering process and return it once it waits at its step."""
    started = []

    def run(*step: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(live_mirror.pk), *step],
            env={**os.environ, "DATABASE_URL": database_of_tests()},
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("step", STEPS, ids=lambda step: " ".join(step[1:]))
def test_a_killed_delivery_is_finished_by_the_next(
    start: Start, publish: Publish, live_mirror: Mirror, step: tuple[str, str, str]
):
    publish({"/index.html": b"1", "/a/index.html": b"1"})
    process = start(*step)
    process.kill()
    process.wait()
    assert deliver(live_mirror.pk) is None  # the dead worker's lease still runs
    publish({"/a/index.html": None, "/b/index.html": b"2"})
    make_ready()
    deliver(live_mirror.pk)
    assert files_in(folder_of(live_mirror)) == {
        "/index.html": b"1",
        "/b/index.html": b"2",
    }
    assert [path.name for path in (folder_of(live_mirror) / ".masthead").iterdir()] == [
        "lock"
    ]
    assert owed_by(live_mirror) == []


def test_a_file_that_kills_its_worker_was_counted_before(
    start: Start, publish: Publish, live_mirror: Mirror
):
    publish({"/poison.html": b"1"})
    for attempts in (1, 2):
        process = start(DRIVER, "put", "before")
        process.kill()
        process.wait()
        due = live_mirror.due.get()
        assert due.attempts == attempts
        make_ready()


def test_a_worker_frozen_past_its_lease_cannot_bring_back_a_killed_story(
    start: Start, publish: Publish, live_mirror: Mirror
):
    publish({"/killed/index.html": b"secret"})
    frozen = start(DRIVER, "put", "before")  # has read the story, not written it
    publish({"/killed/index.html": None}, urgent=True)
    make_ready()
    kept_out = deliver(live_mirror.pk)
    assert kept_out is not None
    assert (kept_out.outcome, kept_out.error) == ("stopped", str(Busy.says))
    frozen.communicate("go on\n")
    assert frozen.returncode == 0
    assert owed_by(live_mirror) == ["/killed/index.html"]  # it could not settle it
    make_ready()
    deliver(live_mirror.pk)
    assert files_in(folder_of(live_mirror)) == {}
    assert owed_by(live_mirror) == []


def test_a_frozen_worker_that_is_killed_lets_go_of_the_folder(
    start: Start, publish: Publish, live_mirror: Mirror
):
    publish({"/killed/index.html": b"secret"})
    frozen = start(DRIVER, "put", "before")
    publish({"/killed/index.html": None}, urgent=True)
    frozen.kill()
    frozen.wait()
    make_ready()
    deliver(live_mirror.pk)
    assert files_in(folder_of(live_mirror)) == {}
