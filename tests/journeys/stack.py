"""A whole newsroom of real processes, started once for every test that asks for it.

It is what `make run` starts (`python -m cms.run`), on a home and ports of its own, with
a small newsroom in place of the demo's. Tests reach it by HTTP, by its files, and by
SQL that only reads; `inside` has it do what no address offers.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests

from cms.running.places import environment_of_a_run
from tests.processes import free_ports, start_newsroom, within

PORTS = ("MASTHEAD_WEB_PORT", "MASTHEAD_PRIMARY_PORT", "MASTHEAD_MIRROR_PORT")
OTHERS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "MASTHEAD_HOME")
INSIDE = "import django; django.setup(); from tests.journeys.inside import main; main()"
MIRRORS = ("primary", "second")
PATIENCE = 180.0  # seconds for a start on a busy machine


class Stack:
    """One `python -m cms.run` and its newsroom."""

    def __init__(self) -> None:
        # Not pytest's own folder: that one is closed to the account PostgreSQL runs as.
        self.home = Path(tempfile.mkdtemp(prefix="masthead-journey-"))
        self.home.chmod(0o711)
        self.web, *mirrors = free_ports(len(PORTS))
        self.mirrors = dict(zip(MIRRORS, mirrors, strict=True))
        plain = {k: v for k, v in os.environ.items() if k not in OTHERS}
        chosen = dict(zip(PORTS, map(str, (self.web, *mirrors)), strict=True))
        told = environment_of_a_run(plain | chosen, home=str(self.home))
        self.environment = plain | told
        self.output = self.home / "output"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Open a small newsroom, then run it; return when every address answers."""
        self._beside_servers([sys.executable, "manage.py", "migrate", "-v", "0"])
        self._beside_servers([*_inside("open_newsroom")])
        self.process = start_newsroom(self.environment, output=self.output)
        assert within(PATIENCE, self._is_up), self.output.read_text()

    def stop(self) -> None:
        """Stop it as Ctrl-C does, and remove its home."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)
        shutil.rmtree(self.home, ignore_errors=True)

    def folder(self, mirror: str) -> Path:
        return self.home / "mirrors" / mirror

    def get(self, path: str, *, mirror: str = "") -> requests.Response:
        """Ask the web process, or a mirror."""
        port = self.mirrors[mirror] if mirror else self.web
        headers = {"Accept-Encoding": "identity"}
        return requests.get(
            f"http://localhost:{port}{path}",
            headers=headers,
            timeout=30,
            allow_redirects=False,
        )

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Read the newsroom's tables."""
        with psycopg.connect(self.told("DATABASE_URL"), autocommit=True) as connection:
            return connection.execute(query, values).fetchall()

    def count(self, table: str, where: str = "true") -> int:
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])  # noqa: S608 — our own names

    def inside(self, verb: str, **arguments: Any) -> Any:
        """Run a function of `tests.journeys.inside` in the newsroom; return its answer."""
        servers = {name: self.told(name) for name in ("DATABASE_URL", "REDIS_URL")}
        done = subprocess.run(
            _inside(verb, **arguments),
            env=self.environment | servers,
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def told(self, variable: str) -> str:
        """Return what the supervisor told its services."""
        given = Path(f"/proc/{self.pid('beat')}/environ").read_text().split("\0")
        return dict(line.split("=", 1) for line in given if line)[variable]

    def pid(self, name: str) -> int:
        return int((self.home / "run" / f"{name}.pid").read_text())

    def kill(self, name: str) -> int:
        """kill -9 a service, all of its processes at once; return the id it had."""
        pid = self.pid(name)
        os.killpg(pid, signal.SIGKILL)
        return pid

    def wait_for_another(self, name: str, than: int) -> None:
        """Return when the supervisor has started a killed service again."""

        def is_back() -> bool:
            file = self.home / "run" / f"{name}.pid"
            return file.exists() and file.read_text().strip() not in {"", str(than)}

        assert within(30, is_back), self.output.read_text()

    def log(self, name: str) -> str:
        return (self.home / "log" / f"{name}.log").read_text(errors="replace")

    def _is_up(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.output.read_text()
        return "Masthead is up" in self.output.read_text()

    def _beside_servers(self, command: list[str]) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "cms.servers", "--follow-parent", "--", *command],
            env=self.environment,
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


STARTED = pytest.StashKey[Stack]()


@pytest.fixture(scope="session")
def stack(pytestconfig: pytest.Config) -> Stack:
    """The newsroom that all journeys and faults of a session share."""
    if STARTED not in pytestconfig.stash:
        new = Stack()
        pytestconfig.add_cleanup(new.stop)
        new.start()
        pytestconfig.stash[STARTED] = new
    return pytestconfig.stash[STARTED]


def _inside(verb: str, **arguments: Any) -> list[str]:
    return [sys.executable, "-c", INSIDE, verb, json.dumps(arguments)]
