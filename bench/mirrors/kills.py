"""A kill that reaches a mirror which owes ten thousand files and is being carried."""

import subprocess
import threading
import time
from argparse import Namespace
from pathlib import Path
from statistics import quantiles

from bench.mirrors import rows
from bench.mirrors.carrying import finish, folder
from cms.running.screen import say, step

OWED = 10_000
KILLS = 40
BETWEEN = 0.15  # seconds
AIM = 2.0  # seconds, p95


def run(_asked: Namespace, home: Path) -> None:
    """Kill one story after another while a worker is busy with the rest."""
    rows.empty()
    victims = [f"/news/victim-{number}/index.html" for number in range(KILLS)]
    mirror = folder("kills", home / "kills")
    rows.publish(dict.fromkeys(victims, (b"killed later", rows.HTML)))
    finish(mirror)
    with step(f"Owing {OWED} files"):
        page = b"<p>backlog</p>" * 300
        rows.publish(
            {f"/backlog/{n}.html": (page + b"%d" % n, rows.HTML) for n in range(OWED)}
        )
    worker = threading.Thread(target=finish, args=[mirror])
    worker.start()
    time.sleep(1)
    with step(f"Killing {KILLS} stories meanwhile"):
        times = [_kill(path, home / "kills") for path in victims]
    owed = mirror.due.count()
    worker.join()
    p50, p95 = (quantiles(times, n=20)[index] for index in (9, 18))
    say(
        f"\nA kill while {OWED} files are owed ({owed} still were after the last kill)\n"
    )
    say("| kills | p50 s | p95 s | max s | aim |")
    say("| --- | --- | --- | --- | --- |")
    say(f"| {KILLS} | {p50:.2f} | {p95:.2f} | {max(times):.2f} | p95 < {AIM} |")
    subprocess.run(["rm", "-rf", str(home / "kills")], check=True)


def _kill(path: str, root: Path) -> float:
    """Return the seconds from the kill's commit until the file is gone."""
    time.sleep(BETWEEN)
    file = root / path[1:]
    rows.remove([path])
    began = time.perf_counter()
    while file.exists():
        time.sleep(0.005)
    return time.perf_counter() - began
