"""`make run` as a person meets it: a whole newsroom up, disturbed, stopped and killed."""

import os
import signal
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.processes import free_ports, start_newsroom, within

PORTS = ("MASTHEAD_WEB_PORT", "MASTHEAD_PRIMARY_PORT", "MASTHEAD_MIRROR_PORT")

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]


class Run:
    """One `python -m cms.run`, its ports and what it printed."""

    def __init__(
        self, environment: dict[str, str], ports: list[int], output: Path
    ) -> None:
        self.environment = environment | {"PYTHONUNBUFFERED": "1"}
        self.web, self.primary, self.mirror = ports
        for name, port in zip(PORTS, ports, strict=True):
            self.environment[name] = str(port)
        self.output = output

    def start(self) -> None:
        self.process = start_newsroom(self.environment, output=self.output)

    def printed(self) -> str:
        return self.output.read_text()

    def is_up(self) -> bool:
        assert self.process.poll() is None, self.printed()
        return "Masthead is up" in self.printed()

    def status(self, port: int, path: str) -> int | None:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": "localhost"})
            return connection.getresponse().status
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()


@pytest.fixture
def run(plain_environment, home, descendants, gone):
    newsroom = Run(plain_environment, free_ports(3), home / "output")
    newsroom.start()
    yield newsroom
    family = descendants(newsroom.process.pid)
    newsroom.process.kill()
    newsroom.process.wait()
    assert gone(family, seconds=30)


def test_a_newsroom_starts_survives_kills_and_leaves_nothing_behind(
    run, home, descendants, gone
):
    assert within(240, run.is_up), run.printed()
    for line in ("Starting PostgreSQL … ", f"http://localhost:{run.web}/admin/"):
        assert line in run.printed()
    assert run.status(run.primary, "/") == run.status(run.mirror, "/") == 200
    assert run.status(run.web, "/health/live") == 200
    assert run.status(run.web, "/admin/login/") == 200
    assert run.status(run.primary, "/.env") == run.status(run.mirror, "/.env") == 404

    for name in (
        "web",
        "press",
        "clock",
        "mirrors",
        "beat",
        "caddy",
        "postgres",
        "valkey",
    ):
        pid_file = home / "run" / f"{name}.pid"
        first = pid_file.read_text()
        os.kill(int(first), signal.SIGKILL)

        def came_back(pid_file=pid_file, first=first):
            return pid_file.exists() and pid_file.read_text() not in {"", first}

        assert within(30, came_back), run.printed()
        assert f"{name} was ended by SIGKILL and is started again" in run.printed()
    assert within(60, lambda: run.status(run.web, "/admin/login/") == 200)
    assert within(30, lambda: run.status(run.mirror, "/.env") == 404)

    family = descendants(run.process.pid)
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(60) == 0
    assert gone(family, seconds=1)
    assert run.printed().endswith("Stopping …\n")
    assert list((home / "run").glob("*.pid")) == []

    data = (home / "postgres" / "PG_VERSION").stat()
    run.start()
    assert within(240, run.is_up), run.printed()
    assert (home / "postgres" / "PG_VERSION").stat().st_ino == data.st_ino
    family = descendants(run.process.pid)
    assert len(family) > 10
    run.process.kill()
    run.process.wait()
    assert gone(family, seconds=30)
