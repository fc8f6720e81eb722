"""Start a child and wait until it answers, or run one to its end."""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from signal import SIGINT, SIGTERM, signal
from typing import TYPE_CHECKING

from cms.running.children import Child, Children, Command
from cms.running.interrupts import Interrupts, Stopped
from cms.running.refusals import Died, TooSlow

if TYPE_CHECKING:
    from cms.servers import Server

PATIENCE = 60.0  # seconds until a slow machine counts as a broken one


def start_server(
    server: "Server", *, children: Children, interrupts: Interrupts
) -> Child:
    """Start a prepared server and return when it answers.

    Raises:
        Died, TooSlow: it does not; the message holds the end of its log.
    """
    child = children.start(server.command)
    wait_until(server.answers, children=[child], interrupts=interrupts)
    return child


def wait_until(
    answers: Callable[[], bool], *, children: Sequence[Child], interrupts: Interrupts
) -> None:
    """Return when `answers()` is true while all of `children` live."""
    deadline = time.monotonic() + PATIENCE
    while not answers():
        for child in children:
            if child.process.poll() is not None:
                raise _died(child)
        if time.monotonic() > deadline:
            child = children[0]
            raise TooSlow(
                child.command.name,
                seconds=PATIENCE,
                log=child.log,
                last=child.last_lines(),
            )
        interrupts.pause(0.05)


def run_to_end(command: Command, *, children: Children, interrupts: Interrupts) -> None:
    """Run a command that ends by itself.

    Raises:
        Died: it ended with an error.
    """
    child = children.start(command)
    while child.process.poll() is None:
        interrupts.pause(0.05)
    children.bury(child)
    if child.process.returncode:
        raise _died(child)


def run_in_front(
    argv: Sequence[str],
    environment: dict[str, str],
    *,
    children: Children,
    interrupts: Interrupts,
) -> int:
    """Run a command at the terminal and return its exit code.

    Ctrl-C reaches it from the terminal and is its own business; SIGTERM is passed on.
    """
    signal(SIGINT, lambda *_: None)
    process = subprocess.Popen(argv, env=os.environ | environment)  # noqa: S603 — our own argv
    children.adopt(process.pid, SIGTERM)
    try:
        while process.poll() is None:
            interrupts.pause(0.1)
    except Stopped:
        process.terminate()
        process.wait()
    finally:
        children.release(process.pid)
    code = process.returncode
    return code if code >= 0 else 128 - code


def _died(child: Child) -> Died:
    return Died(
        child.command.name,
        status=child.status(),
        log=child.log,
        last=child.last_lines(),
    )
