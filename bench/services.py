"""Everything that runs while it is measured: both web processes, workers, mirrors."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import stock_database
from cms.running.children import Children, Command
from cms.running.home import lock, prepare
from cms.running.interrupts import Interrupts
from cms.running.places import environment_of_a_run
from cms.running.starting import wait_until
from cms.servers import caddy
from cms.services import LONG_RUNNING

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    stock: int
    masthead: int
    primary: int
    second: int

    @classmethod
    def free(cls) -> "Ports":
        """Return ports that nobody listens on at this moment."""
        probes = [socket.create_server((HOST, 0)) for _ in range(4)]
        numbers = [probe.getsockname()[1] for probe in probes]
        for probe in probes:
            probe.close()
        return cls(*numbers)

    def environment(self, home: str) -> dict[str, str]:
        """Return what every process of the Masthead side is told."""
        chosen = {
            "MASTHEAD_WEB_PORT": str(self.masthead),
            "MASTHEAD_PRIMARY_PORT": str(self.primary),
            "MASTHEAD_MIRROR_PORT": str(self.second),
        }
        return environment_of_a_run(os.environ | chosen, home=home)


@contextmanager
def running(home: Path, ports: Ports, stock_url: str) -> Iterator[None]:
    """Start both sides and return when all of it answers."""
    told = ports.environment(str(home))
    stock = told | stock_database.environment(stock_url)
    stock["MASTHEAD_WEB_PORT"] = str(ports.stock)
    commands = [_service(name, told) for name in LONG_RUNNING]
    commands.append(Command("stock", commands[0].argv, stock))
    commands.append(caddy(home, told))
    own = home / "bench"  # `home` has a keeper already, who started its servers
    prepare(own)
    with lock(own) as held, Children(own, lock=held) as children:
        started = [children.start(command) for command in commands]
        wait_until(
            lambda: all(map(_listens, (ports.stock, ports.masthead, ports.primary))),
            children=started,
            interrupts=Interrupts(),
        )
        yield


def _service(name: str, told: dict[str, str]) -> Command:
    return Command(name, [sys.executable, "-m", "cms.services", name], told)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
