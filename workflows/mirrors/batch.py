"""Carry the files of one claim, one after another, and settle them together."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from workflows.mirrors.breaker import close_breaker
from workflows.mirrors.carry import Tree, carry, read_back, read_tree
from workflows.mirrors.claim import give_back, overtaken, own_up, put_off, settle
from workflows.mirrors.drivers import Driver, Fence
from workflows.mirrors.errors import FileFailed, MirrorFailed
from workflows.mirrors.lease import Lease
from workflows.mirrors.models import DueFile
from workflows.mirrors.run import Run
from workflows.press.models import PublishedFile

GLANCE = 0.1  # seconds between looks for something urgent, and for the lease


@dataclass
class Batch:
    """The files of one claim, on their way to one mirror.

    floor: `editions.floor()`, as the run found it.
    """

    lease: Lease
    driver: Driver
    run: Run
    left: deque[DueFile]
    floor: int = 0
    carried: list[DueFile] = field(default_factory=list)
    glanced: float = field(default_factory=time.monotonic)
    tree: Tree = field(default_factory=dict)

    def carry(
        self, until: float, after_each: Callable[[], object] | None = None
    ) -> None:
        """Carry what is left, until `until` or until something urgent is owed.

        Raises:
            MirrorFailed: the mirror does not work. What it took is settled.
            LeaseLost: another worker carries it now.
        """
        try:
            while self.left and not self._must_stop(until):
                self._carry(self.left[0], after_each)
                self.left.popleft()
        except MirrorFailed:
            own_up(self.lease, [self.left[0]])  # it may lie there: its answer is lost
            raise
        finally:
            give_back(self.left)
            self._settle()

    def _must_stop(self, until: float) -> bool:
        now = time.monotonic()
        if now < self.glanced + GLANCE:
            return now >= until
        self.glanced, self.tree = now, {}
        self.lease.renew()
        return now >= until or overtaken(self.lease, self.left[0])

    def _carry(self, due: DueFile, after_each: Callable[[], object] | None) -> None:
        try:
            file = self._as_it_is_now(due.path)
            size = carry(self.driver, file)
            if self.lease.mirror.fence == Fence.NONE:
                read_back(self.driver, file)
        except FileFailed as error:
            put_off(due, error)
            self.run.failed(due, error)
            return
        self.run.carried(size)
        self.carried.append(due)
        close_breaker(self.lease)
        if after_each:
            after_each()

    def _as_it_is_now(self, path: str) -> PublishedFile:
        """Read the tree: for many files at once, but never longer ago than a glance."""
        if path not in self.tree:
            self.tree = read_tree(self._looked_at(), floor=self.floor)
        return self.tree[path]

    def _looked_at(self) -> list[str]:
        """Return the paths to read the tree for: the next one, and as many as may follow.

        Where a condition fences, what lies there must be known before the tree is read.
        """
        paths = [due.path for due in self.left]
        if self.lease.mirror.fence == Fence.LOCK:
            return paths
        if self.lease.mirror.fence == Fence.NONE:
            return paths[:1]
        self.driver.look(paths[0])
        if self.lease.mirror.fence != Fence.CONDITION:
            return paths[:1]
        return paths[: 1 + self._look_ahead(paths[1:])]

    def _look_ahead(self, paths: list[str]) -> int:
        """Look at what is next until the next glance; return at how many."""
        for number, path in enumerate(paths):
            if time.monotonic() >= self.glanced + GLANCE:
                return number
            try:
                self.driver.look(path)
            except FileFailed:  # it is said again when its turn comes
                return number
        return len(paths)

    def _settle(self) -> None:
        if not self.carried:
            return
        try:
            self.driver.flush()
        except MirrorFailed:
            give_back(self.carried)
            raise
        settle(self.lease, self.carried)
