"""Load on one server: closed loop, 16 connections that stay open."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from tempfile import NamedTemporaryFile

from bench.services import HOST

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("wrk.lua")
NO_WRK = (
    "wrk is not installed (Debian and Ubuntu: apt install wrk; macOS: brew install wrk),"
    " so Python asks instead. It cannot ask as fast as Masthead answers: every ratio"
    " below is far too small."
)


class Failed(RuntimeError):
    """A server answered with an error, or not at all, while it was measured."""


@dataclass(frozen=True)
class Load:
    """What one server did in one round; latencies in milliseconds."""

    per_second: float
    p50: float
    p99: float
    size: int  # bytes per answer, headers included


def measure(port: int, paths: Sequence[str], *, seconds: float) -> Load:
    """Ask for `paths` in turn for `seconds`.

    Raises:
        Failed: not every answer was a 200.
    """
    ask = _by_wrk if has_wrk() else _by_python
    return ask(port, paths, seconds)


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def warm(port: int, paths: Sequence[str]) -> None:
    """Ask for each path over four connections in turn, so that both workers have met it."""
    for _ in range(4):
        _ask(port, iter(paths), count=len(paths))


def _by_wrk(port: int, paths: Sequence[str], seconds: float) -> Load:
    with NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths))
        file.flush()
        argv = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT)]
        argv += ["--timeout", "30s", f"http://{HOST}:{port}", "--", file.name]
        output = subprocess.run(argv, capture_output=True, text=True, check=True)
    told = json.loads(output.stdout.splitlines()[-1])
    count = told["requests"]
    if told["failed"] or not count:
        raise Failed(
            f"Port {port}: {told['failed']} of {count} requests failed. If there were "
            "none at all, this machine is too slow for so few --seconds."
        )
    return Load(
        count / told["seconds"], told["p50"], told["p99"], told["bytes"] // count
    )


def _by_python(port: int, paths: Sequence[str], seconds: float) -> Load:
    turns = [cycle(paths[n:] + paths[:n]) for n in range(CONNECTIONS)]
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        runs = list(pool.map(lambda turn: _ask(port, turn, until=until), turns))
    waits = [wait for found, _ in runs for wait in found]
    cuts = quantiles(waits, n=100)
    size = sum(total for _, total in runs) // len(waits)
    return Load(len(waits) / seconds, cuts[49], cuts[98], size)


def _ask(
    port: int,
    turn: Iterator[str],
    *,
    count: int = sys.maxsize,
    until: float = float("inf"),
) -> tuple[list[float], int]:
    """Return the waits in milliseconds, and the bytes of all bodies."""
    connection = HTTPConnection(HOST, port, timeout=30)
    waits, total = [], 0
    while len(waits) < count and (begun := time.perf_counter()) < until:
        connection.request("GET", next(turn))
        answer = connection.getresponse()
        total += len(answer.read())
        if answer.status != 200:
            raise Failed(f"{answer.status} on port {port}.")
        waits.append((time.perf_counter() - begun) * 1000)
    connection.close()
    return waits, total
