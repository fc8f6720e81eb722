"""Ctrl-C and friends, heard at the pauses only, so that no step is torn in half."""

import os
import signal
import time
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STEP = 0.1  # seconds between two looks


class Stopped(Exception):
    """Somebody asked this run to stop."""


class Interrupts:
    """Hears the stop signals of this process and, if asked, its parent's death."""

    def __init__(self, *, follow_parent: bool = False) -> None:
        self.asked = False
        self._parent = os.getppid() if follow_parent else None

    def listen(self) -> None:
        """Replace the handlers of SIGINT, SIGTERM and SIGHUP (unless ignored)."""
        for number in SIGNALS:
            if (
                signal.getsignal(number) is not signal.SIG_IGN
                or number != signal.SIGHUP
            ):
                signal.signal(number, self._hear)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def check(self) -> None:
        """Raise Stopped if somebody asked."""
        if self._parent is not None and os.getppid() != self._parent:
            self.asked = True
        if self.asked:
            raise Stopped

    def pause(self, seconds: float = STEP) -> None:
        """Sleep for `seconds`; raise Stopped as soon as somebody asks."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.check()
            time.sleep(min(STEP, left))
        self.check()
