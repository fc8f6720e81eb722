"""Nudges are best effort; the sweep finds what they lost."""

import json
import socket
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from cms.celery import app
from tests.workflows.mirrors.conftest import MakeMirror, Publish
from tests.workflows.mirrors.looks import files_in, folder_of, make_ready, owed_by
from workflows import broker
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import Mirror
from workflows.mirrors.sweep import waiting
from workflows.mirrors.tasks import deliver as deliver_task

QUEUE = "mirrors"


@pytest.fixture(autouse=True)
def forget_lost_nudges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "_quiet_until", 0.0)


@pytest.fixture
def queue() -> Iterator[redis.Redis]:
    """The real broker, its mirrors' queue empty before and after."""
    with redis.Redis.from_url(settings.REDIS_URL) as queues:
        queues.delete(QUEUE)
        yield queues
        queues.delete(QUEUE)


@pytest.fixture
def dead_broker(request: pytest.FixtureRequest) -> Iterator[None]:
    """A broker that refuses connections, or takes them and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if request.param == "frozen":
            listener.listen(50)
        before = app.conf.broker_url
        _use_broker(app, f"redis://127.0.0.1:{listener.getsockname()[1]}/0")
        yield
        _use_broker(app, before)


def _use_broker(celery: Any, url: str) -> None:
    celery.conf.broker_url = url
    celery._pool = celery.amqp._producer_pool = None  # opened again at the next message


def _nudged(queues: redis.Redis) -> list[tuple[str, list[int]]]:
    """Task and arguments of every message in the queue."""
    messages = [json.loads(text) for text in queues.lrange(QUEUE, 0, -1)]
    return [
        (message["headers"]["task"], json.loads(b64decode(message["body"]))[0])
        for message in messages
    ]


@pytest.mark.django_db(transaction=True)
def test_each_carried_mirror_is_nudged_once_the_press_has_committed(
    make_mirror: MakeMirror, publish: Publish, queue: redis.Redis
):
    carried = [make_mirror("one"), make_mirror("two")]
    Mirror.objects.filter(pk=make_mirror("three").pk).update(state="paused")
    queue.delete(QUEUE)
    publish({"/index.html": b"1"})
    assert sorted(_nudged(queue)) == [
        *(("workflows.mirrors.tasks.deliver", [mirror.pk]) for mirror in carried),
        ("workflows.mirrors.tasks.sign", []),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("dead_broker", ["closed", "frozen"], indirect=True)
def test_a_dead_broker_costs_a_publisher_moments_and_nothing_else(
    make_mirror: MakeMirror, publish: Publish, dead_broker: None
):
    mirrors = [make_mirror(name) for name in ("one", "two", "three")]
    broker._quiet_until = 0.0
    start = time.monotonic()
    for number in range(5):
        publish({"/index.html": b"%d" % number})
    assert time.monotonic() - start < 3
    assert [owed_by(mirror) for mirror in mirrors] == [["/index.html"]] * 3
    assert sorted(waiting()) == [mirror.pk for mirror in mirrors]


@pytest.mark.django_db
def test_the_sweep_finds_mirrors_with_something_to_do(
    make_mirror: MakeMirror, publish: Publish
):
    names = ["ready", "later", "broken", "leased", "paused", "behind", "done"]
    mirrors = {name: make_mirror(name) for name in names}
    number = publish({"/index.html": b"1"})
    future = Now() + timedelta(seconds=30)
    mirrors["later"].due.update(next_at=future)
    _set(mirrors["broken"], breaker_until=future)
    _set(mirrors["leased"], lease_until=future, lease_owner="worker")
    _set(mirrors["paused"], state="paused")
    _set(mirrors["done"], edition=number)
    for name in ("behind", "done"):
        mirrors[name].due.all().delete()
    assert sorted(waiting()) == [mirrors["ready"].pk, mirrors["behind"].pk]
    make_ready()
    assert set(waiting()) == {
        mirrors[name].pk for name in names if name not in ("paused", "done")
    }


@pytest.mark.django_db(transaction=True)
def test_a_task_may_run_twice_and_late(live_mirror: Mirror, publish: Publish):
    publish({"/index.html": b"1"})
    threads = [
        threading.Thread(target=_run_task, args=[live_mirror.pk]) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert files_in(folder_of(live_mirror)) == {"/index.html": b"1"}
    assert live_mirror.deliveries.count() == 1
    deliver_task(999_999)  # a mirror that is gone
    assert deliver(live_mirror.pk) is None


def _run_task(mirror_id: int) -> None:
    deliver_task(mirror_id)
    connection.close()


def _set(mirror: Mirror, **fields: object) -> None:
    Mirror.objects.filter(pk=mirror.pk).update(**fields)
