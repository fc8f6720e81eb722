"""Trouble, all the time: each kind at random, and how often it was made."""

import os
import random
from collections import Counter
from threading import Event, Thread

import redis

from bench.soak.addresses import Address
from bench.soak.workers import Worker
from tests.proxy import Faults

EVERY = 4.0  # seconds between two troubles
FROZEN = 18.0  # seconds: longer than a lease
ILL = 12.0  # seconds that a network is ill
FAULTS = {
    "refused": Faults(refuse=True),
    "black hole": Faults(black_hole=True),
    "slow": Faults(delay=0.3),
    "cut": Faults(cut_after=2000),
    "reply lost": Faults(lose_reply=True),
}


class Trouble(Thread):
    """Makes trouble until it is told to stop; then everything is healed."""

    def __init__(self, workers: list[Worker], addresses: list[Address]) -> None:
        super().__init__(daemon=True)
        self.workers, self.addresses = workers, addresses
        self.over = Event()
        self.made: Counter[str] = Counter()
        self.random = random.Random(11)

    def run(self) -> None:
        kinds = [self._kill, self._kill, self._freeze, self._ail, self._ail]
        kinds += [self._forge, self._forget]
        while not self.over.wait(self.random.uniform(0, 2 * EVERY)):
            self.random.choice(kinds)()

    def heal(self) -> None:
        """End all trouble."""
        self.over.set()
        self.join()
        for worker in self.workers:
            worker.thaw()
        for address in self.addresses:
            if address.proxy:
                address.proxy.faults = Faults()

    def _kill(self) -> None:
        worker = self.random.choice(self.workers)
        worker.kill()
        self.over.wait(self.random.uniform(0, 2))
        worker.start()
        self.made["SIGKILL"] += 1

    def _freeze(self) -> None:
        worker = self.random.choice(self.workers[1:])
        worker.freeze()
        self._later(FROZEN, worker.thaw)
        self.made["SIGSTOP"] += 1

    def _ail(self) -> None:
        address = self.random.choice([one for one in self.addresses if one.proxy])
        name = self.random.choice(list(FAULTS))
        address.proxy.faults = FAULTS[name]
        self._later(ILL, lambda: setattr(address.proxy, "faults", Faults()))
        self.made[name] += 1

    def _forge(self) -> None:
        """A hostile operator edits a story on their mirror."""
        address = self.random.choice([one for one in self.addresses if one.folder])
        pages = list(address.folder.glob("news/*/index.html"))
        if pages:
            self.random.choice(pages).write_text("forged")
            self.made["forged file"] += 1

    def _forget(self) -> None:
        with redis.Redis.from_url(os.environ["REDIS_URL"]) as broker:
            broker.flushall()
        self.made["broker emptied"] += 1

    def _later(self, seconds: float, verb: object) -> None:
        def wait_and_do() -> None:
            self.over.wait(seconds)
            verb()

        Thread(target=wait_and_do, daemon=True).start()
