"""No observation names a story that a kill took away, not even one in the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections, transaction

from tests.workflows.mirrors.conftest import Publish
from workflows.mirrors.discreet import NOT_STANDING
from workflows.mirrors.models import Kind, Mirror
from workflows.mirrors.observing.round import Round

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

STORY = "/world/a/index.html"


def test_a_kill_that_commits_while_an_observation_is_written_is_forgotten_there(
    publish: Publish, live_mirror: Mirror
):
    publish({STORY: b"1"})
    found = Round(live_mirror, Kind.SAMPLE)
    found.differs(STORY, "It answers 404.")
    killed = Event()

    def kill() -> None:
        try:
            with transaction.atomic():
                publish({STORY: None}, urgent=True)
                killed.set()
                time.sleep(0.5)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        killing = pool.submit(kill)
        assert killed.wait(10)
        observation = found.record()
        killing.result()

    assert observation is not None
    (path,) = observation.paths
    assert path.startswith(NOT_STANDING)
    assert live_mirror.observations.get().paths == [path]
