"""What a person at the terminal sees: progress lines and sentences."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def say(line: str = "", *, end: str = "\n") -> None:
    """Print a line at once; a terminal that was closed must not stop the newsroom."""
    with suppress(OSError):
        sys.stdout.write(f"{line}{end}")
        sys.stdout.flush()


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print `title …`, and the seconds it took when it is done."""
    say(f"{title} … ", end="")
    started = time.monotonic()
    try:
        yield
    except BaseException:  # the line ends before whatever is said about it
        say()
        raise
    say(f"{time.monotonic() - started:.1f} s")
