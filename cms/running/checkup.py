"""Is this service well? Asked by docker-compose.yml: `python -m cms.running.checkup NAME`.

web answers /health/live, a worker answers its broker's ping, beat has written its
schedule lately. Exits 0 when well, 1 with one sentence when not.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from cms.running.home import home_of

PATIENCE = 5  # seconds
STALE = 600.0  # seconds; beat writes its schedule every 180


def web(environment: Mapping[str, str]) -> str:
    """Return what is wrong with the web process of this container, or nothing."""
    port = int(environment.get("MASTHEAD_WEB_PORT") or 8000)
    hosts = (environment.get("MASTHEAD_ALLOWED_HOSTS") or "localhost").split(",")
    headers = {"Host": hosts[0].strip().lstrip(".")}
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/health/live", headers=headers)
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        return f"web does not answer on port {port}: {error}"
    finally:
        connection.close()
    return "" if status == 200 else f"web answers /health/live with {status}"


def worker(name: str) -> str:
    """Return what is wrong with this container's Celery worker, or nothing."""
    node = f"{name}@{socket.gethostname()}"
    argv = [sys.executable, "-m", "celery", "-A", "cms", "inspect", "ping"]
    argv += ["--destination", node, "--timeout", str(PATIENCE)]
    run = subprocess.run(argv, capture_output=True, check=False)  # noqa: S603 — ours
    return f"{node} does not answer a ping" if run.returncode else ""


def beat(home: Path, *, now: float) -> str:
    """Return what is wrong with the schedule files beat keeps, or nothing.

    Args:
        home: the newsroom's folder.
        now: seconds since the epoch.
    """
    written = [file.stat().st_mtime for file in (home / "beat").glob("schedule*")]
    if not written:
        return "beat has not written its schedule yet"
    age = now - max(written)
    return f"beat wrote its schedule {age:.0f} seconds ago" if age > STALE else ""


def main(argv: list[str]) -> int:
    """Ask the named service; return the exit code."""
    questions: dict[str, Callable[[], str]] = {
        "web": lambda: web(os.environ),
        "press": lambda: worker("press"),
        "clock": lambda: worker("clock"),
        "mirrors": lambda: worker("mirrors"),
        "beat": lambda: beat(home_of(os.environ), now=time.time()),
    }
    if len(argv) != 1 or argv[0] not in questions:
        trouble = f"Say which service to ask, one of: {', '.join(questions)}."
    else:
        trouble = questions[argv[0]]()
    if trouble:
        sys.stderr.write(f"{trouble}\n")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
