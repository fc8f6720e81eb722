"""What to do when a child dies: say so, start it again, and know when to give up."""

import time
from collections import Counter
from dataclasses import dataclass, field

from cms.running.children import Child, Children
from cms.running.refusals import GaveUp
from cms.running.screen import say

QUICK = 5.0  # seconds: who lives shorter than this died at the start
ENOUGH = 5  # quick deaths in a row
LONGEST = 8.0  # seconds between two starts


def wait_before_restart(quick_deaths: int) -> float:
    """Return the seconds to wait: none after a long life, then 0.5, 1, 2, 4, 8."""
    return min(LONGEST, 2.0 ** (quick_deaths - 2)) if quick_deaths else 0.0


@dataclass
class Watch:
    """Starts the dead again; never sleeps, so that one death keeps nobody waiting."""

    children: Children
    quick_deaths: Counter[str] = field(default_factory=Counter)
    due: dict[str, tuple[float, Child]] = field(default_factory=dict)

    def look(self) -> None:
        """Bury who died, start again who is due.

        Raises:
            GaveUp: one died ENOUGH times in a row right after its start.
        """
        now = time.monotonic()
        for child in list(self.children.living):
            if child.process.poll() is not None:
                self._mourn(child, now)
        for name, (moment, child) in list(self.due.items()):
            if now >= moment:
                del self.due[name]
                self.children.start(child.command)

    def _mourn(self, child: Child, now: float) -> None:
        name = child.command.name
        quick = now - child.started < QUICK
        self.quick_deaths[name] = self.quick_deaths[name] + 1 if quick else 0
        last = child.last_lines()
        self.children.bury(child)
        if self.quick_deaths[name] >= ENOUGH:
            raise GaveUp(name, times=ENOUGH, log=child.log, last=last)
        say(f"{name} {child.status()} and is started again; the end of {child.log}:")
        say(last)
        self.due[name] = (now + wait_before_restart(self.quick_deaths[name]), child)
