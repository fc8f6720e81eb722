"""Every order of claim, look, write, lost reply, answer, crash and frozen worker, on storages
that fence in each of the ways there are: nothing older stays, and with a fence nothing older lands.
"""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.workflows.mirrors.looks import make_ready
from workflows.mirrors.carry import Tree, read_tree
from workflows.mirrors.claim import claim, give_back, own_up, put_off, settle
from workflows.mirrors.drivers import Fence
from workflows.mirrors.errors import FileFailed, LeaseLost
from workflows.mirrors.lease import Lease, take
from workflows.mirrors.models import DueFile, DueLook, Mirror
from workflows.mirrors.owe import owe_again
from workflows.press import editions, tree
from workflows.press.models import Action, Edition, EditionCounter, PublishedFile
from workflows.press.tree import TreeChange

PATHS = ["/a/index.html", "/b/index.html"]
WORKERS = st.sampled_from([1, 2])
Held = tuple[int, bool]  # edition, and whether the file is there


@dataclass
class Storage:
    """What lies there, path by path; a deleted file has left its edition behind.

    Of a storage whose fence is a condition only what lies there counts: a file that is
    gone looks like one that never was.
    """

    fence: Fence
    held: dict[str, Held] = field(default_factory=dict)
    older: list[str] = field(default_factory=list)

    def look(self, path: str) -> Held | None:
        held = self.held.get(path)
        return held if held and held[1] else None

    def write(
        self, path: str, edition: int, *, there: bool, looked: Held | None
    ) -> None:
        before = self.held.get(path, (0, False))
        if self.fence == Fence.EDITION and edition < before[0]:
            return  # something newer is there, which is fine
        if self.fence == Fence.CONDITION and self.look(path) != looked:
            raise FileFailed("changed meanwhile")
        if edition < before[0]:
            self.older.append(path)
        self.held[path] = (edition, there)


@dataclass
class Worker:
    """A delivery, cut into the steps between which anything may happen."""

    lease: Lease
    left: list[DueFile] = field(default_factory=list)
    carried: list[DueFile] = field(default_factory=list)
    looked: Held | None = None
    tree: Tree | None = None
    late: bool = False  # it has written after it lost its lease


class Delivery(RuleBasedStateMachine):
    fence = Fence.NONE

    @initialize()
    def add_a_mirror(self) -> None:
        for model in (DueFile, DueLook, Mirror, PublishedFile, Edition, EditionCounter):
            model.objects.all().delete()
        self.mirror = Mirror.objects.create(
            name="one", storage_url="memory:", state="live", fence=self.fence
        )
        self.storage = Storage(self.fence)
        self.workers: dict[int, Worker] = {}
        self.lost = False  # nobody is left who knows of a late write
        for path in PATHS:
            self.publish(path)

    @rule(path=st.sampled_from(PATHS))
    def publish(self, path: str) -> None:
        self._press(path, there=True)

    @rule(path=st.sampled_from(PATHS))
    def kill(self, path: str) -> None:
        self._press(path, there=False)

    @rule()
    def let_time_pass(self) -> None:
        """Leases run out and waits are over: whoever is in the middle is frozen."""
        make_ready()

    @rule(number=WORKERS, steps=st.sampled_from([2, 3, 3, 4, 9]), late=st.booleans())
    def go_on(self, number: int, *, steps: int, late: bool) -> None:
        """Let a worker take its next steps; `late`: after everybody else was frozen."""
        if late:
            make_ready()
        for _ in range(steps):
            self._step(number)

    def _step(self, number: int) -> None:
        worker = self.workers.get(number)
        if worker is None:
            self.begin(number)
        elif not worker.left:
            (self.answer if worker.carried else self.claim)(number)
        elif worker.tree is None:
            self.look(number)
        else:
            self.write(number, lost=False)

    def begin(self, number: int) -> None:
        if number not in self.workers and (lease := take(self.mirror.pk)):
            self.workers[number] = Worker(lease)

    def claim(self, number: int) -> None:
        worker = self.workers.get(number)
        if worker is None or worker.left or worker.carried:
            return
        try:
            worker.left = claim(worker.lease)
        except LeaseLost:
            del self.workers[number]
        else:
            if not worker.left:
                self.workers.pop(number).lease.release()

    def look(self, number: int) -> None:
        worker = self.workers.get(number)
        if worker and worker.left and worker.tree is None:
            path = worker.left[0].path
            worker.looked = self.storage.look(path)
            worker.tree = read_tree([path])

    @rule(number=WORKERS)
    def lose_a_reply(self, number: int) -> None:
        self.write(number, lost=True)

    def write(self, number: int, *, lost: bool) -> None:
        """Write; of a lost reply nobody learns that the storage took it."""
        worker = self.workers.get(number)
        if worker is None or worker.tree is None:
            return
        due, file = worker.left.pop(0), next(iter(worker.tree.values()))
        assert file is not None
        worker.tree = None
        worker.late = worker.late or not worker.lease.row().exists()
        try:
            self.storage.write(
                due.path, file.edition, there=not file.gone, looked=worker.looked
            )
        except FileFailed as error:
            put_off(due, error)
            return
        if lost:
            own_up(worker.lease, [due])
            give_back([due])
        else:
            worker.carried.append(due)

    def answer(self, number: int) -> None:
        worker = self.workers.get(number)
        if worker and worker.carried and not worker.left:
            settle(worker.lease, worker.carried)
            worker.carried, worker.late = [], False

    @rule(number=WORKERS)
    def crash(self, number: int) -> None:
        if worker := self.workers.pop(number, None):
            self.lost = self.lost or worker.late

    @precondition(lambda self: self.fence == Fence.EDITION)
    @invariant()
    def nothing_older_lands(self) -> None:
        assert self.storage.older == []

    def teardown(self) -> None:
        """Let whoever is frozen wake and finish; then deliveries must reach the tree."""
        for number in list(self.workers):
            while number in self.workers and self.workers[number].left:
                self.look(number)
                self.write(number, lost=False)
            self.answer(number)
            self.workers.pop(number, None)
        self._deliver()
        if self.lost:  # only a look at what lies there can know
            owe_again(self.mirror, [path for path in PATHS if not self._is_right(path)])
            self._deliver()
        assert [path for path in PATHS if not self._is_right(path)] == []

    def _deliver(self) -> None:
        while DueFile.objects.exists():
            make_ready()
            self.begin(1)
            self.claim(1)
            while 1 in self.workers and self.workers[1].left:
                self.look(1)
                self.write(1, lost=False)
            self.answer(1)
            if worker := self.workers.pop(1, None):
                worker.lease.release()

    def _is_right(self, path: str) -> bool:
        file = PublishedFile.objects.get(path=path)
        edition, there = self.storage.held.get(path, (0, False))
        return not there if file.gone else (edition, there) == (file.edition, True)

    def _press(self, path: str, *, there: bool) -> None:
        with transaction.atomic():
            number = editions.record(action=Action.RESOURCE, ref="test").number
            tree.lock()
            change = TreeChange(number, urgent=not there)
            if there:
                change.put(path, b"%d" % number, "text/html")
            else:
                change.remove(PublishedFile.objects.standing().filter(path=path))
            change.announce()


class Conditional(Delivery):
    fence = Fence.CONDITION


class Editioned(Delivery):
    fence = Fence.EDITION


@pytest.mark.django_db
@pytest.mark.parametrize("machine", [Delivery, Conditional, Editioned])
def test_nothing_older_stays_whatever_the_order(machine: type[Delivery]):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=50,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
