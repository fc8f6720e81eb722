"""Every order of press, claim, write, answer, crash and frozen worker ends in the tree."""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.workflows.mirrors.looks import files_in, folder_of, make_ready
from workflows.mirrors import lifecycle
from workflows.mirrors.claim import claim, settle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.drivers import Copy, Driver
from workflows.mirrors.drivers.folder import Busy
from workflows.mirrors.errors import LeaseLost
from workflows.mirrors.lease import Lease, take
from workflows.mirrors.models import DueFile, Mirror
from workflows.press import editions, tree
from workflows.press.models import Action, Edition, EditionCounter, PublishedFile
from workflows.press.tree import TreeChange

PATHS = ["/world/index.html", "/world/a/index.html"]
WORKERS = [1, 2]


@dataclass
class Worker:
    """A delivery, cut into the steps between which anything may happen."""

    lease: Lease
    driver: Driver
    left: list[DueFile] = field(default_factory=list)
    written: list[DueFile] = field(default_factory=list)
    file: PublishedFile | None = None


class Road(RuleBasedStateMachine):
    @initialize()
    def add_a_mirror(self) -> None:
        for model in (DueFile, Mirror, PublishedFile, Edition, EditionCounter):
            model.objects.all().delete()
        self.home = Path(tempfile.mkdtemp())
        self.mirror = lifecycle.add(
            "one",
            public_url="https://one.example",
            storage_url=f"file://{self.home}/mirror",
        )
        lifecycle.sync(self.mirror)
        self.workers: dict[int, Worker] = {}
        self.newest: dict[str, int] = {}  # path → edition last written to the mirror
        for path in PATHS:
            self._press(path, kill=False)

    @rule(
        path=st.sampled_from([*PATHS, ""]),
        kill=st.booleans(),
        late=st.sampled_from([False, True, True]),
        number=st.sampled_from(WORKERS),
        steps=st.sampled_from([3, 4, 6, 8]),
    )
    def go_on(
        self, *, path: str, kill: bool, late: bool, number: int, steps: int
    ) -> None:
        """Press a file, or let all waits be over, or both; then a worker takes its steps."""
        if path:
            self._press(path, kill=kill)
        if late:
            make_ready()
        for _ in range(steps):
            self._step(number)
            if number not in self.workers:
                break

    @rule(number=st.sampled_from(WORKERS))
    def crash(self, number: int) -> None:
        self._leave(number)  # the kernel lets go of the lock

    def teardown(self) -> None:
        """Let every worker die; then the sweep's delivery must reach the tree."""
        for number in list(self.workers):
            self._leave(number)
        make_ready()
        deliver(self.mirror.pk)
        standing = PublishedFile.objects.standing()
        assert files_in(folder_of(self.mirror)) == {
            file.path: _bytes(file.path, file.edition) for file in standing
        }
        assert not DueFile.objects.exists()
        self.mirror.refresh_from_db()
        assert self.mirror.edition == Edition.objects.count()
        shutil.rmtree(self.home)

    def _press(self, path: str, *, kill: bool) -> None:
        standing = PublishedFile.objects.standing().filter(path=path)
        with transaction.atomic():
            number = editions.record(action=Action.RESOURCE, ref="test").number
            tree.lock()
            change = TreeChange(number, urgent=kill)
            if kill and standing:
                change.remove(standing)
            else:
                change.put(path, _bytes(path, number), "text/html")
            change.announce()

    def _step(self, number: int) -> None:
        worker = self.workers.get(number)
        if worker is None:
            self._begin(number)
        elif not worker.left and not worker.written:
            self._claim(number, worker)
        elif not worker.left:
            settle(worker.lease, worker.written)
            worker.written = []
        elif worker.file is None:
            worker.file = PublishedFile.objects.get(path=worker.left[0].path)
        else:
            self._write(worker, worker.file)
            worker.written.append(worker.left.pop(0))
            worker.file = None

    def _begin(self, number: int) -> None:
        lease = take(self.mirror.pk)
        if lease is None:
            return
        try:
            driver = self.mirror.driver().__enter__()
        except Busy:  # the other one sleeps past its lease
            lease.release()
        else:
            self.workers[number] = Worker(lease, driver)

    def _claim(self, number: int, worker: Worker) -> None:
        try:
            worker.left = claim(worker.lease)
        except LeaseLost:
            self._leave(number)
        else:
            if not worker.left:
                self._leave(number)
                worker.lease.release()

    def _write(self, worker: Worker, file: PublishedFile) -> None:
        assert file.edition >= self.newest.get(file.path, 0), "older over newer"
        self.newest[file.path] = file.edition
        if file.gone:
            worker.driver.delete(file.path, edition=file.edition)
        else:
            data = _bytes(file.path, file.edition)
            worker.driver.put(
                Copy(file.path, file.edition, data, file.type, file.cache)
            )

    def _leave(self, number: int) -> None:
        if worker := self.workers.pop(number, None):
            worker.driver.__exit__(None, None, None)


def _bytes(path: str, edition: int) -> bytes:
    return f"{path} at edition {edition}".encode()


@pytest.mark.django_db
def test_whatever_happens_the_quiet_mirror_equals_the_tree():
    run_state_machine_as_test(
        Road,
        settings=settings(
            max_examples=60,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
