"""Two beats at once, and workers of two releases: what one says the other may not know."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest
import redis

from cms.celery import app, broker_url
from tests.faults.test_kills import traces_of
from tests.journeys.admin import Person
from tests.journeys.stack import Stack
from tests.journeys.truth import assert_truth
from tests.processes import within

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

Waiting = Iterator[tuple[int, int]]
WORKERS = ("press", "clock", "mirrors")
PUBLISH_DUE = "workflows.review.tasks.publish_due"
BACKWARDS = """
    SELECT count(*) FROM (
        SELECT to_edition - lag(to_edition) OVER (PARTITION BY mirror_id ORDER BY id) AS step
        FROM mirrors_delivery
    ) AS delivery WHERE step < 0
"""


@contextmanager
def another_beat(stack: Stack) -> Iterator[None]:
    """A second `beat`, as on a second machine: on the same broker, with a schedule of its own."""
    log, home = stack.home / "log" / "beat-2.log", stack.home / "second"
    servers = {name: stack.told(name) for name in ("DATABASE_URL", "REDIS_URL")}
    with log.open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "cms.services", "beat"],
            env=stack.environment | servers | {"MASTHEAD_HOME": str(home)},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        assert within(30, lambda: "workflows.press.tasks.press" in log.read_text())
        yield
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def send(stack: Stack, *messages: tuple[str, str, Sequence[object]]) -> None:
    """Put messages into the newsroom's queues: queue, name of the task, arguments."""
    with app.connection_for_write(broker_url(stack.told("REDIS_URL"))) as connection:
        for queue, task, arguments in messages:
            app.send_task(task, arguments, queue=queue, connection=connection)


def test_a_second_beat_sends_nothing_out_twice_and_nothing_older_over_newer(
    stack: Stack, ed: Person, waiting: Waiting
):
    stories = list(islice(waiting, 2))
    with another_beat(stack):
        for page, task in stories:
            ed.approve(page, task)
        send(stack, *[("clock", PUBLISH_DUE, [])] * 4)  # ticks that came late, at once
        assert_truth(stack)

    assert [traces_of(stack, page) for page, _ in stories] == [(1, 1, 1)] * 2
    assert stack.rows(BACKWARDS) == [(0,)]
    with redis.Redis.from_url(stack.told("REDIS_URL")) as broker:
        assert max(broker.llen(queue) for queue in (*WORKERS, "notices")) < 20


def test_messages_of_another_release_are_dropped_in_one_word_and_hold_up_nothing(
    stack: Stack, ed: Person, waiting: Waiting
):
    pids = {name: stack.pid(name) for name in WORKERS}
    send(
        stack,
        *[(name, f"workflows.{name}.tasks.of_tomorrow", [1]) for name in WORKERS],
        ("mirrors", "workflows.mirrors.tasks.deliver", [1, "urgent"]),  # one more
        ("mirrors", "workflows.mirrors.tasks.deliver", []),  # one less
        ("clock", "workflows.press.tasks.look", [1, 2]),
        ("mirrors", "workflows.mirrors.tasks.deliver", ["one"]),  # named, not numbered
    )

    page, task = next(waiting)
    ed.approve(page, task)

    assert_truth(stack)
    assert traces_of(stack, page) == (1, 1, 1)
    for name in WORKERS:
        said = f"workflows.{name}.tasks.of_tomorrow"
        assert within(10, lambda n=name, word=said: word in stack.log(n))
    assert {name: stack.pid(name) for name in WORKERS} == pids
    assert all(Path(f"/proc/{pid}").exists() for pid in pids.values())
    with redis.Redis.from_url(stack.told("REDIS_URL")) as broker:
        assert within(10, lambda: not any(map(broker.llen, WORKERS)))
        assert within(
            10, lambda: b"of_tomorrow" not in b"".join(broker.hvals("unacked"))
        )
