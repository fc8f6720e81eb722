"""`make run`: a whole newsroom on one machine, from the servers to two mirrors.

Everything starts as a child of this process and ends with it: in order on Ctrl-C, at
once by the guardian after a kill -9.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cms.running.asking import answers, is_all_there
from cms.running.children import Children, Command
from cms.running.given import check_broker, check_database, given
from cms.running.greeting import greeting
from cms.running.home import home_of, lock, prepare
from cms.running.interrupts import Interrupts, Stopped
from cms.running.places import Port, check, environment_of_a_run, ports
from cms.running.refusals import NobodyAnswers, Refusal
from cms.running.screen import say, step
from cms.running.starting import run_to_end, start_server
from cms.running.watch import Watch
from cms.servers import Server, caddy, postgresql, valkey
from cms.services import LONG_RUNNING, WORKERS, services

PATIENCE = 90.0  # seconds until the addresses must answer
CARRYING = 60.0  # seconds that what is owed may take before it is said that we are up
STOPPING = (("beat",), WORKERS, ("web", "caddy"))  # servers come last


def main(argv: list[str]) -> int:
    """Run the newsroom until somebody stops it; return the exit code."""
    parser = argparse.ArgumentParser("python -m cms.run", description=__doc__)
    parser.add_argument("--follow-parent", action="store_true", help="end with it")
    interrupts = Interrupts(follow_parent=parser.parse_args(argv).follow_parent)
    interrupts.listen()
    try:
        run(os.environ, interrupts=interrupts)
    except Refusal as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except Stopped:
        return 0
    return 0


def run(environment: Mapping[str, str], *, interrupts: Interrupts) -> None:
    """Check everything that can be checked, then start, watch and stop a newsroom.

    Raises:
        Refusal: it cannot start or go on; nothing is left running.
        Stopped: somebody asked; nothing is left running.
    """
    home = home_of(environment)
    prepare(home)
    with lock(home) as held:
        wanted = ports(environment)
        check(wanted)
        check_given(environment)
        told = environment_of_a_run(environment, home=str(home))
        with Children(home, lock=held) as children:
            newsroom = Newsroom(home, told, children, interrupts)
            try:
                newsroom.start(environment, wanted)
                newsroom.watch_over()
            finally:
                newsroom.stop()


def check_given(environment: Mapping[str, str]) -> None:
    """Ask the servers that the environment names, if any, whether they are there."""
    if url := given(environment, "DATABASE_URL"):
        check_database(url)
    if url := given(environment, "REDIS_URL"):
        check_broker(url)


@dataclass
class Newsroom:
    """The processes of one run, in the order they start and stop."""

    home: Path
    told: dict[str, str]
    children: Children
    interrupts: Interrupts

    def __post_init__(self) -> None:
        self.watch = Watch(self.children)

    def start(self, environment: Mapping[str, str], wanted: tuple[Port, ...]) -> None:
        """Start the servers, make the database ready, start the services."""
        self._server("DATABASE_URL", postgresql, environment)
        self._server("REDIS_URL", valkey, environment)
        table = services(self.told)
        seed = [*table["migrate"][:2], "seed_newsroom", "--once"]
        self._to_end("Bringing the database up to date", "migrate", table["migrate"])
        self._to_end("Seeding the demo newsroom", "seed", seed)
        with step(f"Starting {', '.join(LONG_RUNNING)} and two addresses"):
            for name in LONG_RUNNING:
                argv = [sys.executable, "-m", "cms.services", name]
                self.children.start(Command(name, argv, self.told))
            self.children.start(caddy(self.home, self.told))
            self._until_answered(wanted)
        with step("Pressing and carrying what is owed"):
            self._until_all_there(wanted)
        say(greeting(self.told, home=self.home))

    def _server(
        self,
        variable: str,
        make: Callable[[Path], Server],
        environment: Mapping[str, str],
    ) -> None:
        if given(environment, variable):
            return
        server = make(self.home)
        if server.note:
            say(server.note)
        with step(f"Starting {server.title}"):
            start_server(server, children=self.children, interrupts=self.interrupts)
        self.told[variable] = server.url

    def _to_end(self, title: str, name: str, argv: list[str]) -> None:
        with step(title):
            command = Command(name, argv, self.told)
            run_to_end(command, children=self.children, interrupts=self.interrupts)

    def _until_answered(self, wanted: tuple[Port, ...]) -> None:
        deadline = time.monotonic() + PATIENCE
        paths = ("/health/live", "/", "/")
        for port, path in zip(wanted, paths, strict=True):
            while not answers(port, path):
                if time.monotonic() > deadline:
                    raise NobodyAnswers(port.who, port.number, log=self.home / "log")
                self.watch.look()
                self.interrupts.pause()

    def _until_all_there(self, wanted: tuple[Port, ...]) -> None:
        """Wait until readers find everything; an address that somebody paused may never show it."""
        deadline = time.monotonic() + CARRYING
        web, *addresses = wanted
        while not is_all_there(web, addresses) and time.monotonic() < deadline:
            self.watch.look()
            self.interrupts.pause()

    def watch_over(self) -> None:
        """Keep every child alive until somebody asks to stop."""
        while True:
            self.watch.look()
            self.interrupts.pause()

    def stop(self) -> None:
        """Stop beat, workers, web and the addresses; the servers follow on leaving."""
        if not self.children.living:
            return
        say("Stopping …")
        for names in STOPPING:
            living = self.children.living
            self.children.stop(*[one for one in living if one.command.name in names])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
